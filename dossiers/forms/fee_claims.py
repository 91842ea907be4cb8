"""Claims on fees: what a filer says of each group that pays less, and what the clerk found on each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.draft_claims import DraftClaim
from dossiers.draft_papers import NOTHING
from dossiers.fee_claims import Finding
from dossiers.forms.checking import FindingField
from dossiers.forms.handing_in import Files, HandInForm
from dossiers.models import FeeClaim
from dossiers.statuses import ClaimState, PaperSource
from portal.accounts.models import User
from procedures.eforms.fields import TypedText

_ANSWERS: list[tuple[str, str | Promise]] = [
    (PaperSource.UPLOADED, gettext_lazy("Có, tôi tải giấy tờ chứng minh lên")),
    (PaperSource.BROUGHT, gettext_lazy("Có, tôi mang giấy tờ chứng minh đến nơi nộp hồ sơ")),
    (PaperSource.IN_DATABASE, gettext_lazy("Có, và cơ quan nhà nước đã có thông tin này trong cơ sở dữ liệu")),
    (NOTHING, gettext_lazy("Không, hoặc tôi không đề nghị miễn, giảm")),
]


class FeeClaimForm(HandInForm):
    """Whether the filer belongs to one group, and the proof. Saying nothing claims nothing."""

    is_required = False

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, *, claim: DraftClaim, user: User
    ) -> None:
        """Begin with what the draft holds."""
        prefix = f"claim-{claim.rule.group}"
        super().__init__(data, files, prefix=prefix, source=claim.source, upload=claim.upload, user=user)
        self.claim, self.key, self.name = claim, claim.rule.group, claim.rule.group_name
        self.fields["source"].label = gettext_lazy("Bạn có thuộc nhóm này không?")
        self.offer(_ANSWERS)


class ClaimFindingsForm(forms.Form):
    """Two fields a claim; any may stay open until the dossier is received (`require_decided`)."""

    use_required_attribute = False
    findings = [(ClaimState.CONFIRMED, gettext_lazy("Đúng")), (ClaimState.REJECTED, gettext_lazy("Không chấp nhận"))]

    def __init__(self, data: QueryDict | None = None, *, claims: Sequence[FeeClaim]) -> None:
        """Begin with what was found before."""
        super().__init__(data, initial=dict(_found(claims)))
        self.claims = claims
        for claim in claims:
            self.fields[_finding(claim)] = FindingField(
                label=claim.group_name, choices=self.findings, widget=forms.RadioSelect
            )
            self.fields[_reason(claim)] = TypedText(
                label=gettext_lazy("Vì sao không chấp nhận"), required=False, max_length=500, widget=forms.TextInput
            )

    def pairs(self) -> Iterator[tuple[FeeClaim, BoundField, BoundField]]:
        """Each claim with its two fields."""
        for claim in self.claims:
            yield claim, self[_finding(claim)], self[_reason(claim)]

    def found(self) -> dict[int, Finding]:
        """What was found so far, by claim; claims without an answer are left out."""
        return {
            claim.pk: Finding(self._answer(claim) == ClaimState.CONFIRMED, self._words(claim))
            for claim in self.claims
            if self._answer(claim)
        }

    def require_decided(self) -> bool:
        """Whether every claim is decided, a rejection with its reason; otherwise an error stands beside the field."""
        for claim in self.claims:
            name = {"name": claim.group_name}
            if not self._answer(claim):
                self.add_error(_finding(claim), _("Hãy xác nhận hoặc không chấp nhận: %(name)s.") % name)
            elif self._answer(claim) == ClaimState.REJECTED and not self._words(claim):
                self.add_error(_reason(claim), _("Hãy ghi vì sao không chấp nhận: %(name)s.") % name)
        return not self.errors

    def _answer(self, claim: FeeClaim) -> str:
        return str(self.cleaned_data.get(_finding(claim)) or "")

    def _words(self, claim: FeeClaim) -> str:
        return str(self.cleaned_data.get(_reason(claim)) or "")


def _finding(claim: FeeClaim) -> str:
    return f"claim-{claim.pk}"


def _reason(claim: FeeClaim) -> str:
    return f"claim-reason-{claim.pk}"


def _found(claims: Sequence[FeeClaim]) -> Iterator[tuple[str, Any]]:
    for claim in claims:
        if claim.finding:
            yield _finding(claim), claim.finding
        yield _reason(claim), claim.reason
