"""What the digital signatures of a decision's signed copy say, before and after it is recorded.

A decision carries the signature of who signs it and often that of the agency (NĐ 30/2020 Đ12, Đ13), so several are
usual: each must hold, none may have had content added after it, and the last must be the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal.documents.signing import reading, registry
from portal.documents.signing.reading import FoundSignature, Unreadable
from portal.files import store
from portal.files.models import Upload
from portal.ui import speaking
from procedures.models import Decision, SignatureOutcome

if TYPE_CHECKING:
    from portal.accounts.models import User

#: What a person must have compared with the paper before it is recorded.
WARNED = (SignatureOutcome.UNKNOWN, SignatureOutcome.UNSIGNED, SignatureOutcome.UNREADABLE)


@dataclass(frozen=True)
class Judgement:
    """The one answer, and the signatures it stands on."""

    outcome: SignatureOutcome
    signatures: tuple[FoundSignature, ...] = ()

    @property
    def is_warned(self) -> bool:
        """Whether a person must look before it counts."""
        return self.outcome in WARNED

    @property
    def is_changed(self) -> bool:
        """Whether the file is not what was signed."""
        return self.outcome == SignatureOutcome.CHANGED

    @property
    def signers(self) -> list[str]:
        """Who signed and when, a line each."""
        return say_signers(self.as_stored())

    def as_stored(self) -> list[dict[str, Any]]:
        """The signatures as the decision keeps them; moments in ISO 8601."""
        return [
            {
                "signer": found.signer,
                "organisation": found.organisation,
                "signed_at": found.signed_at.isoformat() if found.signed_at else "",
                "is_trusted": found.trusted,
                "authority": found.authority,
            }
            for found in self.signatures
        ]


def judge(copy: Upload) -> Judgement:
    """Judge a file that was received. One read of the storage, no query beyond its content's row."""
    return judge_pdf(store.open(copy.stored)) if copy.stored else Judgement(SignatureOutcome.UNREADABLE)


def judge_pdf(pdf: bytes) -> Judgement:
    """Judge the bytes of a PDF; trusted are the site's own signer and the roots that its administrators name."""
    named = settings.SIGNATURE_TRUSTED_ROOTS
    try:
        found = tuple(reading.signatures(pdf, [*registry.signer().trust_roots(), *named.roots], named.between))
    except Unreadable:
        return Judgement(SignatureOutcome.UNREADABLE)
    return Judgement(_outcome(found), found)


def kept(public_id: str, person: User) -> Upload | None:
    """The file that the person handed in a moment ago and that nothing uses yet; None for anything else."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    mine = Upload.objects.held_by(person).filter(public_id=wanted, claimed_at=None).select_related("stored")
    upload = mine.first()
    return upload if upload is not None and upload.is_usable else None


def say(decision: Decision) -> str:
    """What stands on the decision's page: the outcome, and a line for each signature; "" before it is recorded."""
    if not decision.signature:
        return ""
    return "\n".join([str(SignatureOutcome(decision.signature).label), *say_signers(decision.signatures)])


def say_signers(signatures: list[dict[str, Any]]) -> list[str]:
    """Who signed, for whom, and when."""
    return [_say(signature) for signature in signatures]


def _say(signature: dict[str, Any]) -> str:
    moment = parse_datetime(signature["signed_at"]) if signature["signed_at"] else None
    told = {
        "signer": signature["signer"] or _("Không rõ người ký"),
        "organisation": signature["organisation"] or _("không rõ cơ quan"),
        "when": speaking.moment(moment) if moment else _("không rõ lúc nào"),
        "authority": signature.get("authority") or _("không rõ tên"),
    }
    if signature["is_trusted"]:
        return _("Đáng tin cậy: %(signer)s (%(organisation)s), ký %(when)s") % told
    text = _(
        "%(signer)s (%(organisation)s), ký %(when)s; tổ chức chứng thực “%(authority)s” không được nhận biết ở đây"
    )
    return text % told


def _outcome(found: tuple[FoundSignature, ...]) -> SignatureOutcome:
    if not found:
        return SignatureOutcome.UNSIGNED
    holds = all(signature.intact and signature.only_signed_since for signature in found)
    if not holds or not found[-1].is_last_word:
        return SignatureOutcome.CHANGED
    return SignatureOutcome.VALID if all(signature.trusted for signature in found) else SignatureOutcome.UNKNOWN
