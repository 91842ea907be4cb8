"""How the owner wants to get the result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import KeepsTyped
from dossiers.statuses import ResultDelivery
from portal.documents.signing import registry

_ONLINE_SIGNED = _("Bản có chữ ký số, tải về ngay khi có, dùng được như bản giấy.")
_ONLINE_UNSIGNED = _("Bản điện tử không có chữ ký số, tải về ngay khi có.")


class DeliveryForm(KeepsTyped):
    """Form 01, item 6: online, at the counter, or by post."""

    result_delivery = forms.ChoiceField(
        label=_("Bạn muốn nhận kết quả bằng cách nào?"),
        choices=ResultDelivery.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn cách nhận kết quả.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say under each choice what it means."""
        super().__init__(*args, **kwargs)
        widget = self.fields["result_delivery"].widget
        widget.choice_hints = {
            ResultDelivery.ONLINE: _ONLINE_SIGNED if registry.is_signing() else _ONLINE_UNSIGNED,
            ResultDelivery.COUNTER: _("Mang theo thẻ căn cước và giấy hẹn trả kết quả."),
            ResultDelivery.POST: _("Gửi đến địa chỉ bạn đã khai; cước bưu chính trả khi nhận."),
        }


class DeclarationForm(forms.Form):
    """The words that go with sending a dossier in."""

    use_required_attribute = False
    is_declared = forms.BooleanField(
        label=_("Tôi xin cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai."),
        error_messages={"required": _("Hãy đánh dấu vào lời cam đoan trước khi gửi hồ sơ.")},
    )
