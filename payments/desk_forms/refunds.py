"""What people write about a refund."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.desk_forms.matching import DongField
from payments.vocabulary import Provider
from portal.ui import speaking
from portal.ui.fields import TypedText


class AskForm(forms.Form):
    """How much goes back, why, and on which legal ground."""

    use_required_attribute = False
    amount_dong = DongField(
        label=_("Số tiền hoàn trả (đồng)"), error_messages={"required": _("Hãy ghi số tiền hoàn trả.")}
    )
    reason = TypedText(
        label=_("Lý do hoàn trả"),
        max_length=500,
        error_messages={"required": _("Hãy ghi lý do hoàn trả.")},
        widget=forms.Textarea({"rows": 3}),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi số điều và số văn bản, hoặc quyết định của cơ quan có thẩm quyền."),
        max_length=300,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý của việc hoàn trả.")},
    )


class AskByChannelForm(AskForm):
    """The same with the channel by which the money goes back: those it came by stand first, and count when empty."""

    channel: forms.ChoiceField = forms.ChoiceField(label=_("Trả lại qua"), required=False)
    other_channel_reason = TypedText(
        label=_("Vì sao trả qua kênh khác"),
        help_text=_("Chỉ ghi khi không trả được theo đúng kênh đã nộp. Người duyệt đọc lý do này."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, left: Mapping[Provider, int], **named: Any) -> None:
        """Offer every channel, with what came by it."""
        super().__init__(*args, **named)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        came = [(str(each), f"{each.label} ({speaking.dong(amount)})") for each, amount in left.items()]
        others = [(str(each), str(each.label)) for each in Provider if each not in left]
        field.choices = came + others


class RefuseForm(forms.Form):
    """Why a refund is refused."""

    use_required_attribute = False
    decision_note = TypedText(
        label=_("Vì sao không duyệt"),
        max_length=500,
        error_messages={"required": _("Hãy ghi vì sao không duyệt hoàn trả.")},
        widget=forms.Textarea({"rows": 3}),
    )


class SentForm(forms.Form):
    """The reference of the transfer by which the money left."""

    use_required_attribute = False
    sent_reference = TypedText(
        label=_("Mã giao dịch hoàn tiền"),
        help_text=_("Mã ngân hàng hoặc số phiếu chi; sao kê có mã này thì hệ thống tự xác nhận."),
        max_length=100,
        error_messages={"required": _("Hãy ghi mã giao dịch hoàn tiền.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )
