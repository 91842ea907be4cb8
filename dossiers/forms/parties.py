"""The forms about people: who files, and whose matter it is when that is somebody else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import KeepsTyped
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


class ApplicantForm(PartyForm):
    """Who files, how they are reached, and whether they file for themselves."""

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
