"""The package that is handed in."""

from __future__ import annotations

import zipfile
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers import aliases
from portal.files import store
from portal.files.inspection import check_size
from portal.files.models import StoredFile
from portal.files.refusals import UploadRefused
from portal.ui.forms import SubmissionKeyMixin

MIME = "application/zip"


def system_name(told: str) -> str:
    """The short name of an old system as it is kept. ValidationError for that of the national portal's codes.

    They would be taken for those of dossiers that were filed there.
    """
    name = told.lower()
    if name == aliases.NATIONAL:
        raise forms.ValidationError(_("Tên này dành cho Cổng Dịch vụ công quốc gia; hãy đặt tên khác."))
    return name


class PackageForm(SubmissionKeyMixin):
    """A package and the system it comes from; what is in it is the worker's to judge."""

    system = forms.CharField(
        label=gettext_lazy("Tên ngắn của hệ thống cũ"),
        help_text=gettext_lazy("Ví dụ: binh-duong. Mỗi hệ thống một tên, giữ nguyên cho mọi lần nhập."),
        max_length=40,
        validators=[validate_slug],
        error_messages={
            "required": gettext_lazy("Hãy nhập tên ngắn của hệ thống cũ."),
            "invalid": gettext_lazy("Chỉ dùng chữ cái không dấu, chữ số và dấu gạch nối."),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Gói dữ liệu (ZIP)"),
        help_text=gettext_lazy("Các bảng tai_khoan, ho_so, giay_to, ket_qua, don_vi (CSV hoặc XLSX) và các tệp."),
        error_messages={"required": gettext_lazy("Hãy chọn gói dữ liệu.")},
    )

    def clean_system(self) -> str:
        """In small letters, so that one system has one name, which is not that of the national portal."""
        return system_name(self.cleaned_data["system"])

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is no ZIP, is empty or over the limit."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            check_size(file.size or 0, file.name or "")
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not zipfile.is_zipfile(file):
            raise forms.ValidationError(_("Tệp không phải gói ZIP đọc được."))
        return file

    def stored(self) -> StoredFile:
        """The package, stored encrypted until it is read."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return store.save(file.read(), str(file.name), MIME)
