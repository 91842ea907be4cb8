"""The Chair's decision as signed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, today
from procedures.eforms.fields import TypedText

PDF = b"%PDF-"


class ApproveForm(forms.Form):
    """The Chair's decision as signed."""

    use_required_attribute = False
    number = TypedText(label=_("Số quyết định"), help_text=_("Ghi cả số và ký hiệu, như trên văn bản."), max_length=100)
    signed_on = DatePartsField(label=_("Ngày ký"), latest=today)
    effective_on = DatePartsField(label=_("Có hiệu lực từ ngày"))
    signed_copy = forms.FileField(
        label=_("Quyết định đã ký (tệp PDF)"),
        widget=forms.FileInput({"accept": "application/pdf"}),
        error_messages={"required": _("Hãy đính kèm bản quyết định đã ký.")},
    )

    seen = forms.BooleanField(label=_("Tôi đã đối chiếu tệp này với bản giấy đã ký"), required=False)

    def __init__(self, *args: Any, has_copy: bool = False, **kwargs: Any) -> None:
        """Ask for the file, or for another one in the place of the one received before."""
        super().__init__(*args, **kwargs)
        if has_copy:
            self.fields["signed_copy"].required = False

    def clean_signed_copy(self) -> UploadedFile[Any] | None:
        """A PDF by its content; the rest is judged where files are received."""
        file: UploadedFile[Any] | None = self.cleaned_data["signed_copy"]
        if file is None:
            return None
        head = file.read(len(PDF))
        file.seek(0)
        if head != PDF:
            raise forms.ValidationError(_("Bản quyết định đã ký phải là tệp PDF."))
        return file

    def clean(self) -> dict[str, Any]:
        """In force on the day of signing at the earliest (Luật Ban hành văn bản; the database says so, too)."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        signed, effective = data.get("signed_on"), data.get("effective_on")
        if isinstance(signed, date) and isinstance(effective, date) and effective < signed:
            self.add_error("effective_on", _("Ngày có hiệu lực không được trước ngày ký."))
        return data
