"""What administrators of a unit write."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Kind, User
from portal.ui.fields import DatePartsField, TypedText
from units.giving_roles import GIVEN_AT_UNITS
from units.models import Unit, ValidityQuerySet, today_in_vietnam
from units.reorganising.forms import UnitChoice, tomorrow


class ContactForm(forms.ModelForm[Unit]):
    """How people reach the unit."""

    use_required_attribute = False

    class Meta:
        """What the public page shows."""

        model = Unit
        fields = ("address", "phone", "hotline", "email", "map_url")
        field_classes = dict.fromkeys(("address", "phone", "hotline"), TypedText)
        labels = {
            "address": _("Địa chỉ"),
            "phone": _("Điện thoại"),
            "hotline": _("Đường dây nóng"),
            "email": _("Thư điện tử"),
            "map_url": _("Đường dẫn bản đồ"),
        }
        help_texts = {"map_url": _("Bắt đầu bằng https://. Bỏ trống thì trang tự tìm theo địa chỉ.")}

    def clean_map_url(self) -> str:
        """Only addresses that a browser opens safely."""
        url = str(self.cleaned_data["map_url"])
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("Đường dẫn phải bắt đầu bằng https://."))
        return url


class RoleForm(forms.Form):
    """A role for somebody who has a staff account, or is to get one."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Thư điện tử của cán bộ"),
        help_text=_("Người chưa có tài khoản sẽ nhận thư mời đặt mật khẩu."),
        error_messages={"required": _("Hãy ghi thư điện tử của cán bộ.")},
    )
    full_name = TypedText(
        label=_("Họ và tên"), required=False, max_length=200, help_text=_("Chỉ cần khi lập tài khoản mới.")
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=[(role.value, role.label) for role in GIVEN_AT_UNITS])
    valid_from = DatePartsField(label=_("Từ ngày"), earliest=today_in_vietnam)
    last_day = DatePartsField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu chưa định."))

    def clean(self) -> dict[str, Any]:
        """Days in order; a name for a new account; staff accounts only."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("last_day") and data.get("valid_from") and data["last_day"] < data["valid_from"]:
            self.add_error("last_day", _("Ngày cuối không được trước ngày đầu."))
        email = str(data.get("email", "")).lower()
        data["user"] = User.objects.filter(email=email).first() if email else None
        if email and data["user"] is None and not data.get("full_name"):
            self.add_error("full_name", _("Chưa có tài khoản với thư này: hãy ghi họ và tên để lập tài khoản."))
        if data["user"] is not None and data["user"].kind != Kind.STAFF:
            self.add_error("email", _("Thư này là của một tài khoản không phải cán bộ."))
        return data

    @property
    def end(self) -> dt.date | None:
        """The first day without the role."""
        last = self.cleaned_data["last_day"]
        return last + dt.timedelta(days=1) if last else None


class EndForm(forms.Form):
    """The last day of a role."""

    use_required_attribute = False
    last_day = DatePartsField(label=_("Ngày cuối giữ vai trò"), earliest=today_in_vietnam)


class TransferForm(forms.Form):
    """Where somebody goes with their role, and when."""

    use_required_attribute = False
    unit = UnitChoice(Unit.objects.none(), label=_("Chuyển đến"), empty_label=_("Chọn đơn vị"))
    valid_from = DatePartsField(label=_("Từ ngày"), earliest=tomorrow)

    def __init__(self, units: ValidityQuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        """Offer the units that the administrator reaches."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["unit"]
        choice.queryset = units.order_by("code")


class CounterForm(forms.Form):
    """A counter and its sign."""

    use_required_attribute = False
    number = forms.IntegerField(
        label=_("Số quầy"),
        min_value=1,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )
    name = TypedText(label=_("Tên quầy"), max_length=120)


class CounterNameForm(forms.Form):
    """Another sign over a counter."""

    use_required_attribute = False
    name = TypedText(label=_("Tên quầy"), max_length=120)
