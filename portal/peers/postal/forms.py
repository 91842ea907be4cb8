"""What the counter writes when a parcel goes once more, or stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.peers.postal.parcels import Recipient
from portal.ui.fields import PhoneField, TypedText

if TYPE_CHECKING:
    from portal.peers.models import PostalOrder


class RecipientForm(forms.Form):
    """To whom and where; filled with what stands on the parcel."""

    name = TypedText(label=_("Họ tên người nhận"), max_length=200)
    phone = PhoneField(label=_("Số điện thoại người nhận"))
    street = TypedText(label=_("Số nhà, đường"), max_length=250)
    commune = TypedText(label=_("Phường, xã, đặc khu"), max_length=120)

    def __init__(self, order: PostalOrder, data: Mapping[str, Any] | None = None) -> None:
        """Begin with the recipient of the order."""
        self.kept = Recipient.kept(order)
        filled = {name: getattr(self.kept, name) for name in ("name", "phone", "street", "commune")}
        super().__init__(data, initial=filled)

    def recipient(self) -> Recipient:
        """As typed; the code of the commune stays only where the commune does."""
        typed = self.cleaned_data
        code = self.kept.commune_code if typed["commune"] == self.kept.commune else ""
        return Recipient(typed["name"], typed["phone"], typed["street"], typed["commune"], code)


class HandOverForm(forms.Form):
    """What is scanned at the hand-over, and who took the parcels."""

    scan = TypedText(
        label=_("Quét mã bưu gửi"),
        help_text=_("Quét mã trên bưu gửi hoặc trên bảng kê, hay gõ mã rồi bấm Enter."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    courier = TypedText(label=_("Họ tên người nhận của bưu chính"), max_length=200, required=False)


class KeepForm(forms.Form):
    """A word to the owner, if there is one to say."""

    note = TypedText(
        label=_("Lời nhắn cho người nhận"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
