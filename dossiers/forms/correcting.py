"""What is written about a correction: where the result is wrong, by which rule it is mended, and how it shall read."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dossiers import corrected_answers
from dossiers.draft_preview import preview
from dossiers.forms.typed import long_text
from procedures import eforms
from procedures.eforms.fields import TypedText

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.draft_preview import Rows
    from dossiers.models import Correction, Dossier, Result
    from procedures.eforms import EFormPage


class AboutCorrection(forms.Form):
    """A form that shows the draft, where there is one, beside the result that counts."""

    use_required_attribute = False
    prefix = "correction"

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        """Keep the dossier: the page shows what the form is about."""
        self.dossier = dossier
        super().__init__(*args, **kwargs)

    @cached_property
    def correction(self) -> Correction | None:
        """The draft so far."""
        return self.dossier.corrections.filter(document=None).select_related("drafted_by", "dossier").first()

    @cached_property
    def result(self) -> Result:
        """The result that counts now."""
        return self.dossier.result

    @cached_property
    def paper(self) -> list[tuple[str, Rows]]:
        """What the corrected paper will say, identity numbers of people masked."""
        if self.correction is None:
            return []
        drawn = corrected_answers.drawn(self.correction, self.result)
        return preview(drawn.dossier, drawn)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Label, words before and words after of each line of the paper that the correction changes."""
        before = {(title, label): said for title, rows in self._paper_now for label, said in rows}
        after = [(title, label, said) for title, rows in self.paper for label, said in rows]
        told = [(f"{title}: {label}", before.get((title, label), ""), said) for title, label, said in after]
        return [line for line in told if line[1] != line[2]]

    @property
    def _paper_now(self) -> list[tuple[str, Rows]]:
        counts = copy(self.dossier)
        counts.form = corrected_answers.in_force(self.dossier)
        return preview(counts, self.result)


class CorrectionForm(AboutCorrection):
    """Why, and by its side an e-form page with what the paper shall say."""

    reason = long_text(
        _("Kết quả sai ở đâu"),
        _("Hãy ghi kết quả sai ở đâu."),
        hint=_("Người dân đọc nguyên văn câu này; ai kiểm tra mã xác minh của giấy cũ cũng đọc được."),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi tên văn bản và điều, khoản."),
        max_length=500,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý của việc đính chính.")},
    )

    def __init__(self, data: QueryDict | None = None, *, dossier: Dossier, language: str) -> None:
        """Begin with the draft, or with the result as it reads now."""
        super().__init__(data, dossier=dossier)
        self.page: EFormPage = eforms.form_class(
            corrected_answers.schema_of(dossier), corrected_answers.PAGE, language
        )(data, initial=self._now())
        if self.correction is not None:
            self.initial = {"reason": self.correction.reason, "legal_ground": self.correction.legal_ground}

    def _now(self) -> dict[str, Any]:
        made = self.correction
        if made is not None:
            return {**self.dossier.form, **made.answers, **made.content}
        return {**corrected_answers.in_force(self.dossier), **self.result.content}

    def is_valid(self) -> bool:
        """Both the reason and the paper; all faults are told at once."""
        sound = [super().is_valid(), self.page.is_valid()]
        return all(sound)

    def clean(self) -> dict[str, Any]:
        """What was typed on the page goes to the act with the rest."""
        return {**self.cleaned_data, "typed": self.page.answers()}


class ReturnCorrectionForm(AboutCorrection):
    """Why the leader sends the draft back."""

    reason = long_text(_("Cần sửa gì"), _("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."))
