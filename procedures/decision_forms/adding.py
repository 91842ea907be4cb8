"""Procedures of the catalogue, taken into a decision many at a time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.decision_changes import codes_in
from procedures.decision_forms.boxes import text_field
from procedures.models import ChangeKind

BULK_KINDS = [
    (ChangeKind.AMEND, ChangeKind.AMEND.label),
    (ChangeKind.ABOLISH, ChangeKind.ABOLISH.label),
    (ChangeKind.ANNOUNCE, _("Công bố mới từ bản thảo đã nhập")),
]


class AddForm(forms.Form):
    """Codes, picked or pasted, and what happens to all of them."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Việc cần làm với các thủ tục này"),
        choices=BULK_KINDS,
        initial=ChangeKind.AMEND,
        widget=forms.RadioSelect,
    )
    codes = forms.CharField(
        label=_("Mã thủ tục"),
        help_text=_("Dán cả danh sách: mỗi dòng một mã, hoặc nguyên bảng chép từ văn bản."),
        max_length=200_000,
        error_messages={"required": _("Hãy chọn hoặc dán ít nhất một mã thủ tục.")},
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
    reason = text_field(_("Lý do"), required=False, hint=_("Bắt buộc khi bãi bỏ."), rows=2)

    def clean_codes(self) -> list[str]:
        """The codes in what was pasted."""
        found = codes_in(self.cleaned_data["codes"])
        if not found:
            raise forms.ValidationError(_("Không thấy mã thủ tục nào. Mã có dạng như 1.001193."))
        return found

    def clean(self) -> dict[str, Any]:
        """An end needs its reason."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == ChangeKind.ABOLISH and not data.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do bãi bỏ."))
        return data
