"""The file that goes into the queue."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files import store
from portal.files.inspection import check_size, inspect
from portal.files.models import StoredFile
from portal.files.refusals import UploadRefused
from portal.ui.forms import SubmissionKeyMixin
from procedures.models import RunKind

JSON, XLSX = ".json", ".xlsx"


KINDS = {JSON: RunKind.NATIONAL, XLSX: RunKind.SHEET}


MIMES = {JSON: "application/json", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ImportForm(SubmissionKeyMixin):
    """A file of records; what is in it is the worker's to judge, what can't be read at all is refused here."""

    file = forms.FileField(
        label=gettext_lazy("Tệp dữ liệu"),
        help_text=gettext_lazy("Tệp JSON của cơ sở dữ liệu quốc gia, hoặc bảng tính XLSX theo mẫu xuất ra từ đây."),
        error_messages={"required": gettext_lazy("Hãy chọn tệp dữ liệu.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse other kinds of files, empty ones and ones over the limit."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        name = file.name or ""
        if PurePath(name).suffix.lower() not in KINDS:
            raise forms.ValidationError(_("Hãy chọn tệp %(kinds)s.") % {"kinds": ", ".join(KINDS)})
        try:
            check_size(file.size or 0, name)
            if PurePath(name).suffix.lower() == XLSX:
                inspect(file.read(), name)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    @property
    def file_name(self) -> str:
        """The name of the file as it was handed in."""
        return str(self.cleaned_data["file"].name)[:255]

    @property
    def suffix(self) -> str:
        """How the name ends."""
        return PurePath(self.file_name).suffix.lower()

    @property
    def kind(self) -> str:
        """What kind of run the file needs."""
        return KINDS[self.suffix]

    def stored(self) -> StoredFile:
        """The file, stored encrypted until a worker reads it."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return store.save(file.read(), self.file_name, MIMES[self.suffix])
