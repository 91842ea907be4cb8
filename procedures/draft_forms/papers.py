"""The rows of papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import (
    ComponentKind,
)
from procedures.draft_forms.rows import RowForm
from procedures.draft_forms.section import long_text
from procedures.eforms.fields import TypedText, WholeNumber


class PaperForm(RowForm):
    """One paper, or a remark that stands among the papers."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    name = long_text(_("Tên giấy tờ"))
    kind = forms.ChoiceField(label=_("Loại"), choices=ComponentKind.choices, initial=ComponentKind.PAPER)
    originals = WholeNumber(label=_("Bản chính"), min_value=0, max_value=99, initial=1)
    copies = WholeNumber(label=_("Bản sao"), min_value=0, max_value=99, initial=0)
    required = forms.BooleanField(label=_("Bắt buộc"), required=False, initial=True)
    form_name = TypedText(label=_("Tên mẫu đơn, tờ khai"), required=False, max_length=500)
    note = long_text(_("Ghi chú"), required=False)

    def clean(self) -> dict[str, Any]:
        """A remark is nothing to hand in."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == ComponentKind.NOTE and data.get("required"):
            self.add_error("required", _("Lưu ý không phải giấy tờ nên không thể bắt buộc nộp."))
        return data
