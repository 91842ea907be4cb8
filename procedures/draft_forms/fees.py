"""The rows of fees and charges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import (
    Channel,
    FeeKind,
)
from procedures.draft_forms.rows import RowForm
from procedures.draft_forms.section import long_text
from procedures.eforms.fields import TypedText, WholeNumber


class FeeForm(RowForm):
    """One fee or charge."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=Channel.choices, initial=Channel.ANY)
    kind = forms.ChoiceField(label=_("Loại"), choices=FeeKind.choices, initial=FeeKind.FEE)
    name = TypedText(label=_("Tên phí, lệ phí"), max_length=500)
    amount_dong = WholeNumber(
        label=_("Số tiền (đồng)"), required=False, min_value=0, help_text=_("Để trống khi mức thu nằm ở ghi chú.")
    )
    legal_basis = TypedText(label=_("Căn cứ"), required=False, max_length=500)
    note = long_text(_("Ghi chú"), required=False)

    def clean(self) -> dict[str, Any]:
        """An amount needs its basis (Luật Phí và lệ phí Đ3); no amount needs words."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("amount_dong") and not data.get("legal_basis"):
            self.add_error("legal_basis", _("Hãy ghi căn cứ của mức thu này."))
        if data.get("amount_dong") is None and "amount_dong" not in self.errors and not data.get("note"):
            self.add_error("note", _("Hãy ghi mức thu, hoặc viết ở đây mức thu được tính thế nào."))
        return data
