"""The two forms of the verification page: a code to type, a PDF to hand in."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents import codes
from portal.files.inspection import check_size
from portal.files.refusals import UploadRefused


class CodeForm(forms.Form):
    """A verification code as printed under the QR; spaces, case and dashes do not matter."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác minh"),
        help_text=gettext_lazy("Gồm 12 chữ và số, in cạnh mã vuông trên giấy, ví dụ 7KQM-X2PA-9RTE."),
        max_length=40,
        error_messages={"required": gettext_lazy("Hãy nhập mã xác minh in trên giấy.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Return the code in its printed form."""
        code = codes.tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("Mã xác minh gồm 12 chữ và số. Hãy xem lại mã in trên giấy."))
        return code


class PdfForm(forms.Form):
    """The PDF, or the XML of a receipt, as it was received; never a photograph of it."""

    pdf = forms.FileField(
        label=gettext_lazy("Tệp PDF hoặc XML"),
        help_text=gettext_lazy("Chọn chính tệp đã nhận. Tệp chỉ được kiểm tra, không được lưu lại."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Hãy chọn tệp cần kiểm tra.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,application/xml,.xml"}),
    )

    def clean_pdf(self) -> UploadedFile[bytes]:
        """Refuse an empty or too large file in words."""
        pdf = cast("UploadedFile[bytes]", self.cleaned_data["pdf"])
        try:
            check_size(pdf.size or 0, pdf.name or "")
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return pdf
