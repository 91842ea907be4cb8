"""The rows of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import NONE, long_text, offer
from procedures.models import Component, EForm


class CaseForm(RowForm):
    """One case."""

    name = long_text(_("Trường hợp"))
    when = long_text(_("Câu trả lời để người dân chọn trường hợp này"), required=False)
    eform = forms.ChoiceField(label=_("Biểu mẫu điện tử"), required=False)

    def __init__(self, *args: Any, eforms: Sequence[str] = (), **kwargs: Any) -> None:
        """Offer the e-forms."""
        super().__init__(*args, **kwargs)
        offer(self, "eform", [*NONE, *[(key, key) for key in eforms]])

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """The e-forms that a case may have."""
        return {"eforms": list(EForm.objects.order_by("key").values_list("key", flat=True).distinct())}

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """A case does not go with its papers by one tick: what cannot be undone is done by its own steps."""
        leaving = {str(f.cleaned_data["id"]): f for f in rows.forms if f.cleaned_data.get("DELETE")}
        full = Component.objects.filter(case__in=[key for key in leaving if key.isdecimal()])
        for case_id in full.values_list("case_id", flat=True).distinct():
            message = _("Hãy bỏ hoặc chuyển giấy tờ của trường hợp này sang trường hợp khác trước.")
            leaving[str(case_id)].add_error("DELETE", message)
