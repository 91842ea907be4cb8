"""The form of one mark of doubt in the editor: it stays, or goes with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.draft_forms.rows import RowForm
from procedures.eforms.fields import TypedText


class DoubtForm(RowForm):
    """A mark of doubt on national text: it stays, or goes with a reason."""

    says_optional = False
    clear = forms.BooleanField(label=_("Đã đối chiếu, bỏ dấu này"), required=False)
    reason = TypedText(
        label=_("Lý do"),
        help_text=_("Được lưu trong nhật ký của quyết định."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Who clears a mark says why; a reason without the tick is a slip."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("clear") and not data.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do bỏ dấu này."))
        if data.get("reason") and not data.get("clear"):
            self.add_error("clear", _("Hãy đánh dấu ô này nếu muốn bỏ dấu, hoặc xóa lý do."))
        return data
