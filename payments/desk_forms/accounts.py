"""What accountants type about a receiving account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.bank_accounts import Details
from payments.vietqr.banks import all_banks
from portal.ui.fields import DatePartsField, TypedText
from units.models import Unit, ValidityQuerySet, today_in_vietnam


class UnitByName(forms.ModelChoiceField[Unit]):
    """Units by their names."""

    def label_from_instance(self, obj: Unit) -> str:
        """The name."""
        return obj.name


class AccountForm(forms.Form):
    """A new account of a unit."""

    use_required_attribute = False
    unit = UnitByName(
        Unit.objects.none(),
        label=_("Đơn vị thu"),
        empty_label=None,
        to_field_name="code",
        error_messages={"required": _("Hãy chọn đơn vị thu.")},
    )
    bank_bin = forms.ChoiceField(
        label=_("Ngân hàng"),
        help_text=_("Chỉ có những ngân hàng nhận chuyển khoản bằng VietQR."),
        error_messages={"required": _("Hãy chọn ngân hàng.")},
    )
    number = TypedText(
        label=_("Số tài khoản"),
        max_length=40,
        error_messages={"required": _("Hãy ghi số tài khoản.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )
    holder = TypedText(
        label=_("Tên chủ tài khoản"),
        help_text=_("Đúng như ngân hàng ghi, ví dụ UBND PHUONG SAI GON."),
        max_length=100,
        error_messages={"required": _("Hãy ghi tên chủ tài khoản.")},
    )
    tax_code = TypedText(
        label=_("Mã số thuế của đơn vị thu"),
        help_text=_("In trên biên lai. Gồm 10 chữ số, có thể thêm gạch nối và 3 chữ số."),
        required=False,
        max_length=14,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    first_day = DatePartsField(
        label=_("Dùng từ ngày"),
        help_text=_("Tài khoản đang dùng thôi nhận từ ngày này. Khoản thu đã lập giữ tài khoản cũ."),
        earliest=today_in_vietnam,
    )

    def __init__(self, units: ValidityQuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        """Offer the units whose accounts the person keeps, and the banks that can be paid by VietQR."""
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        bank: Any = self.fields["bank_bin"]
        known = [(each.bin, f"{each.short_name} ({each.bin})") for each in all_banks().values() if each.takes_vietqr]
        bank.choices = [("", _("Chọn ngân hàng")), *known]
        self.fields["first_day"].initial = today_in_vietnam()

    @property
    def details(self) -> Details:
        """The account of a valid form."""
        said = self.cleaned_data
        return Details(said["bank_bin"], said["number"], said["holder"], said["tax_code"])


class LastDayForm(forms.Form):
    """The last day on which money is received into an account."""

    use_required_attribute = False
    last_day = DatePartsField(label=_("Ngày cuối dùng tài khoản này"), earliest=today_in_vietnam)
