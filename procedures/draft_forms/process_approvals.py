"""The rows of approvals of processes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, today
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import Choices, offer
from procedures.eforms.fields import TypedText

ALL_CASES = (("", _("Mọi trường hợp")),)


class ApprovalForm(RowForm):
    """The approval of the process of one case, or of all cases that have none of their own."""

    case = forms.ChoiceField(label=_("Quy trình của"), required=False)
    approval_number = TypedText(label=_("Số quyết định phê duyệt"), max_length=100)
    approval_date = DatePartsField(label=_("Ngày phê duyệt"), required=False, latest=today)
    valid_from = DatePartsField(label=_("Áp dụng từ ngày"), required=False)
    valid_to = DatePartsField(label=_("Áp dụng đến hết ngày"), required=False)

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", [*ALL_CASES, *cases])
        self.fields["case"].initial = ""

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Ngày cuối không được trước ngày bắt đầu áp dụng."))
        return data

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """One approval a process."""
        seen: set[str] = set()
        for form in rows.staying():
            case = form.cleaned_data["case"]
            if case in seen:
                form.add_error("case", _("Quy trình này đã có quyết định phê duyệt ở trên."))
            seen.add(case)
