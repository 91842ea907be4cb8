"""A procedure that the catalogue does not know yet, or one in the place of another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import Level
from procedures.decision_forms.boxes import code_field, text_field
from procedures.draft_forms.section import offer
from procedures.models import Field


class NewProcedureForm(forms.Form):
    """The least that a procedure unknown to the catalogue begins with."""

    use_required_attribute = False
    code = code_field(_("Mã thủ tục"))
    name = text_field(_("Tên thủ tục"), rows=2)
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    level = forms.ChoiceField(
        label=_("Cấp giải quyết"),
        choices=[(Level.COMMUNE, Level.COMMUNE.label), (Level.PROVINCE, Level.PROVINCE.label)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "field", [(field.code, field.name) for field in Field.objects.all()])


class ReplaceForm(forms.Form):
    """One procedure in the place of another."""

    use_required_attribute = False
    old_code = code_field(_("Mã thủ tục bị thay thế"))
    new_code = code_field(_("Mã thủ tục thay thế"))
    reason = text_field(_("Lý do"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """Another one, or it would be an amendment."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("old_code") and data.get("old_code") == data.get("new_code"):
            self.add_error("new_code", _("Hai mã phải khác nhau. Nếu giữ nguyên mã, hãy chọn sửa đổi."))
        return data
