"""The statement that an accountant hands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.models import BankAccount
from payments.statements import Unreadable, read
from portal.files.inspection import check_size
from portal.files.refusals import UploadRefused
from portal.ui.forms import SubmissionKeyMixin
from units.models import ValidityQuerySet

#: Up to here a file is read while its sender waits, so that faults stand beside the box; a larger one is the worker's.
READ_AT_ONCE_BYTES = 2 * 1024 * 1024
_MOST_SHOWN = 20


class AccountByNumber(forms.ModelChoiceField[BankAccount]):
    """Accounts by number, bank and unit."""

    def label_from_instance(self, obj: BankAccount) -> str:
        """Number, bank and unit."""
        return f"{obj.number} · {obj.bank_name} · {obj.unit.name}"


class StatementForm(SubmissionKeyMixin):
    """A file of one account."""

    use_required_attribute = False
    account = AccountByNumber(
        BankAccount.objects.none(),
        label=gettext_lazy("Tài khoản thu"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Hãy chọn tài khoản thu.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp sao kê"),
        help_text=gettext_lazy(
            "CSV, XLSX của Vietcombank, VietinBank, BIDV, Agribank, MB, Techcombank; hoặc MT940, camt.053."
        ),
        error_messages={
            "required": gettext_lazy("Hãy chọn tệp sao kê."),
            "empty": gettext_lazy("Tệp trống. Hãy kiểm tra và chọn lại tệp."),
        },
    )

    def __init__(self, accounts: ValidityQuerySet[BankAccount], *args: Any, **kwargs: Any) -> None:
        """Offer the accounts that the person keeps, also ended ones: their last days come late."""
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.queryset = accounts

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse a file over the limit."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            check_size(file.size or 0, file.name or "")
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse what is no statement of this account, and name what a small file must mend."""
        said = super().clean() or self.cleaned_data
        account, file = said.get("account"), said.get("file")
        if account and file and (file.size or 0) <= READ_AT_ONCE_BYTES:
            for words in _faults(self.content, account.number):
                self.add_error("file", words)
        return said

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        file = self.cleaned_data["file"]
        file.seek(0)
        content: bytes = file.read()
        return content

    @property
    def file_name(self) -> str:
        """The name of the file as it was handed in."""
        return str(self.cleaned_data["file"].name)


def _faults(content: bytes, account: str) -> list[str]:
    """What is wrong with a file, in words with row and column."""
    try:
        statement = read(content, account)
    except Unreadable as error:
        return [str(error)]
    told = [
        _("Dòng %(row)d, cột “%(column)s”: %(what)s") % {"row": fault.row, "column": fault.column, "what": fault.what}
        for fault in statement.faults[:_MOST_SHOWN]
    ]
    if len(statement.faults) > _MOST_SHOWN:
        told.append(_("Còn %(count)d chỗ khác cần sửa.") % {"count": len(statement.faults) - _MOST_SHOWN})
    return told
