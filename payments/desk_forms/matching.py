"""What accountants answer at the matching desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.list_filters import dong_in
from payments.models import Order
from payments.models.orders import OrderQuerySet
from portal.ui.fields import TypedText


class DongField(forms.CharField):
    """Whole đồng as people write them."""

    default_error_messages = {"invalid": _("Hãy ghi số tiền bằng chữ số, ví dụ 50.000.")}

    def __init__(self, **options: Any) -> None:
        """Give the box a number keyboard."""
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs), **options)

    def clean(self, value: Any) -> Any:
        """The amount; None for an empty answer that is allowed."""
        text = super().clean(value)
        amount = dong_in(text) if text else None
        if text and amount is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return amount


class OrderCodeField(TypedText):
    """The code of an order of these units."""

    default_error_messages = {"unknown": _("Đơn vị không có khoản thu nào mang mã này.")}

    def __init__(self, **options: Any) -> None:
        """Give the box room for a code."""
        attrs = {"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **options)
        self.orders: OrderQuerySet = Order.objects.none()

    def clean(self, value: Any) -> Any:
        """The order; None for an empty answer that is allowed."""
        code = "".join(str(super().clean(value) or "").split()).upper()
        if not code:
            return None
        found = self.orders.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class MatchForm(forms.Form):
    """The order that a payment is for: one of those suggested, or another by its code."""

    use_required_attribute = False
    suggested = forms.CharField(required=False)
    code = OrderCodeField(label=_("Mã khoản thu khác"), required=False)

    def __init__(self, orders: OrderQuerySet, *args: Any, **kwargs: Any) -> None:
        """Orders are those of the person's units."""
        super().__init__(*args, **kwargs)
        self.orders = orders
        field: Any = self.fields["code"]
        field.orders = orders

    def clean(self) -> dict[str, Any]:
        """One order: what is typed goes before what is chosen."""
        said = super().clean() or self.cleaned_data
        if "code" in said and said["code"] is None:
            said["code"] = self.orders.filter(code=said.get("suggested", "")).first()
            if said["code"] is None:
                self.add_error("code", _("Hãy chọn một khoản thu, hoặc ghi mã khoản thu khác."))
        return said


class PartForm(forms.Form):
    """So much of a payment for this order."""

    use_required_attribute = False
    code = OrderCodeField(label=_("Mã khoản thu"), required=False)
    amount_dong = DongField(label=_("Số tiền (đồng)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        said = super().clean() or self.cleaned_data
        if not self.errors and (said["code"] is None) != (said["amount_dong"] is None):
            missing = "code" if said["code"] is None else "amount_dong"
            self.add_error(missing, _("Hãy ghi cả mã khoản thu và số tiền."))
        return said


class ReasonForm(forms.Form):
    """Why."""

    use_required_attribute = False
    reason = TypedText(
        label=_("Lý do"),
        max_length=500,
        error_messages={"required": _("Hãy ghi lý do.")},
        widget=forms.Textarea({"rows": 3}),
    )
