"""What a letter becomes: facts to the ticket that it names where the reporter wrote it, else a ticket of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline import following, intake
from hotline.attachments.choosing import MOST_AT_ONCE, Chosen
from hotline.codes import looks_like_code
from hotline.kinds import Channel, Kind
from hotline.mail import replying
from hotline.mail.kinds_told import kind_of
from hotline.models import IncomingMail, MailOutcome, Ticket
from hotline.problems import HotlineError
from hotline.reports import LONGEST_CONTENT, Report, Reporter
from portal.accounts.identity import blind_index
from portal.files import uploads
from portal.files.models import ScanState, Upload, UploadState
from portal.files.refusals import UploadRefused

if TYPE_CHECKING:
    from hotline.actors import Actor
    from hotline.mail.reading import Letter, Part

_CODE = re.compile(r"\bPAKN-[A-Z]\d{2}-\d{6}-\d{4,7}\b", re.IGNORECASE)
_ANSWERING = re.compile(r"^(?:\s*(?:re|fwd?|tr|trả lời|chuyển tiếp)\s*:)+\s*", re.IGNORECASE)
_DOSSIER = re.compile(r"\b[A-Z]\d{2}(?:\.\d{1,3}){1,5}-\d{6}-\d{4,6}\b")


def file(row: IncomingMail, letter: Letter) -> None:
    """Make a ticket of the letter or add it to one, and note it on the row; in the caller's transaction."""
    chosen, refused = _files(row, letter.files)
    named = _named(letter)
    if named is not None and _added(named, letter, chosen):
        row.outcome, row.ticket = MailOutcome.FACTS, named
        return
    filed = intake.file(report_of(letter), key=f"mail {row.fingerprint}", files=chosen)
    row.outcome, row.ticket = MailOutcome.TICKET, filed.ticket
    row.was_answered = replying.answer(row, letter, filed, refused)


def file_anyway(row: IncomingMail, letter: Letter, actor: Actor) -> Ticket:
    """Make a ticket of a letter that waited for a person; no automatic answer goes out."""
    chosen, _refused = _files(row, letter.files)
    return intake.file(report_of(letter), key=f"mail {row.fingerprint}", files=chosen, actor=actor).ticket


def report_of(letter: Letter) -> Report:
    """The letter as a report; who wrote it counts as its name, since an answer reaches them there."""
    subject = _ANSWERING.sub("", letter.subject)
    said = "\n\n".join(part for part in (subject, letter.text) if part)
    with override("vi"):  # written for others, who read in a language of their own
        content = _cut(said) or _("(Thư không có chữ; xem thư gốc đính kèm.)")
    dossier = _DOSSIER.search(said)
    name = letter.sender_name or letter.sender
    return Report(
        # Of a complaint the law asks who tells it; what nobody signed can still be asked and looked into.
        kind=kind_of(said) if name else Kind.GUIDANCE,
        content=content,
        channel=Channel.EMAIL,
        reporter=Reporter(name, "", letter.sender, ""),
        dossier=dossier.group() if dossier else "",
    )


def _cut(said: str) -> str:
    if len(said) <= LONGEST_CONTENT:
        return said
    note = _("(Thư dài hơn; xem thư gốc đính kèm.)")
    return f"{said[: LONGEST_CONTENT - len(note) - 2]}\n\n{note}"


def _named(letter: Letter) -> Ticket | None:
    """The ticket that the letter names or continues, when its reporter wrote the letter."""
    codes = [code.upper() for code in _CODE.findall(letter.subject) if looks_like_code(code.upper())]
    found = Ticket.objects.filter(code__in=codes[:3]).order_by("-pk").first()
    if found is None and letter.refers_to:
        ids = [blind_index(f"hotline letter {one}") for one in letter.refers_to]
        earlier = IncomingMail.objects.filter(message_index__in=ids, ticket__isnull=False).select_related("ticket")
        continued = earlier.order_by("-pk").first()
        found = continued.ticket if continued else None
    # An address can be forged: facts may be added by it, nothing is told to it that it did not say itself.
    return found if found is not None and found.reporter_email.lower() == letter.sender else None


def _added(ticket: Ticket, letter: Letter, chosen: Chosen) -> bool:
    """Whether the ticket took it; one that is answered, or full, did not: the letter becomes a ticket of its own."""
    try:
        following.add_facts(ticket, _cut(letter.text) or letter.subject, chosen)
    except HotlineError:
        return False
    return True


def _files(row: IncomingMail, parts: tuple[Part, ...]) -> tuple[Chosen, list[str]]:
    """The letter as it came and the files in it that can be used; for the others, why not."""
    holder = f"hotline mail {row.public_id}"
    taken, refused = [_original(row, holder)] if row.raw else [], []
    for part in parts:
        if len(taken) >= MOST_AT_ONCE:
            refused.append(_("Tệp “%(name)s” nằm trong thư gốc.") % {"name": part.name})
            continue
        try:
            taken.append(uploads.receive(None, ContentFile(part.content, name=part.name), session_key=holder))
        except UploadRefused as refusal:
            refused.append(refusal.message)
    return Chosen(tuple(taken)), refused


def _original(row: IncomingMail, holder: str) -> Upload:
    raw = row.raw
    if raw is None:
        raise ValueError("an empty letter has no original")
    state = UploadState.CHECKING if raw.scan_state == ScanState.WAITING else UploadState.READY
    size = row.size_bytes
    return Upload.objects.create(
        session_key=holder, name="thu-goc.eml", declared_size=size, received_bytes=size, state=state, stored=raw
    )
