"""The forms about people: who files, and whose matter it is when that is somebody else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import KeepsTyped
from dossiers.party_checks import TAX_CODE_WORDS, is_tax_code
from dossiers.statuses import PartyKind
from portal.accounts.identity import check_id_number
from portal.ui.fields import PhoneField
from procedures.eforms.fields import TypedText
from units.fields import CommuneField

NAME_MAX_LENGTH = 200
STREET_MAX_LENGTH = 250


class IdentityNumber(forms.CharField):
    """An identity number of 12 digits, or 9 on papers of before 2021; spaces are forgiven."""

    def clean(self, value: Any) -> str:
        """Return the bare digits. ValidationError in words."""
        text = super().clean(value)
        try:
            return check_id_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PartyForm(KeepsTyped):
    """A person with the address that decides which agency is competent."""

    full_name = TypedText(
        label=_("Họ, chữ đệm và tên"),
        help_text=_("Ghi đủ như trên thẻ căn cước."),
        min_length=2,
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": _("Hãy ghi họ, chữ đệm và tên.")},
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    id_number = IdentityNumber(
        label=_("Số định danh cá nhân"),
        help_text=_("12 chữ số in trên thẻ căn cước."),
        error_messages={"required": _("Hãy ghi số định danh cá nhân.")},
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )
    phone = PhoneField(label=_("Số điện thoại"), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Thư điện tử chưa đúng. Ví dụ: lan.nguyen@example.vn.")},
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    commune = CommuneField(
        label=_("Nơi cư trú: xã, phường, đặc khu"),
        error_messages={"required": _("Hãy chọn xã, phường hoặc đặc khu trong danh sách.")},
    )
    street = TypedText(
        label=_("Số nhà, đường, khu phố hoặc thôn"),
        required=False,
        max_length=STREET_MAX_LENGTH,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )


class TaxCode(forms.CharField):
    """The tax code of an organisation, which is its business code too; spaces are forgiven."""

    def clean(self, value: Any) -> str:
        """Return the bare code. ValidationError in words."""
        code = str(super().clean(value)).replace(" ", "")
        if code and not is_tax_code(code):
            raise forms.ValidationError(str(TAX_CODE_WORDS))
        return code


class ApplicantForm(PartyForm):
    """Who files, how they are reached, and whether they file for themselves. `kind` is that of their account."""

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        """Ask an organisation for its own name, number and seat."""
        super().__init__(*args, **kwargs)
        if kind != PartyKind.BUSINESS:
            return
        number = TaxCode(
            label=_("Mã số thuế hoặc mã số doanh nghiệp"),
            help_text=_("10 chữ số; đơn vị phụ thuộc ghi đủ 13 chữ số."),
            error_messages={"required": _("Hãy ghi mã số thuế hoặc mã số doanh nghiệp.")},
            widget=self.fields["id_number"].widget,
        )
        self.fields["id_number"] = number
        self.fields["full_name"].label = _("Tên tổ chức, doanh nghiệp")
        self.fields["full_name"].help_text = _("Ghi đủ như trên giấy đăng ký.")
        self.fields["commune"].label = _("Trụ sở: xã, phường, đặc khu")

    is_other = forms.ChoiceField(
        label=_("Bạn nộp hồ sơ này cho ai?"),
        choices=[("no", _("Cho chính tôi")), ("yes", _("Cho người khác"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy cho biết bạn nộp hồ sơ cho ai.")},
    )

    field_order = ("full_name", "id_number", "phone", "email", "commune", "street", "is_other")

    def clean(self) -> dict[str, Any]:
        """Somebody must be reachable: messages about the dossier go there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_reachable = data.get("phone") or data.get("email") or {"phone", "email"} & set(self.errors)
        if not is_reachable:
            self.add_error("phone", _("Hãy ghi số điện thoại hoặc thư điện tử để nhận thông báo."))
        return data


class OwnerForm(PartyForm):
    """Whose matter it is, when somebody else files."""
