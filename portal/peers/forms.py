"""What an administrator writes of a connection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dossiers import aliases
from portal.outbox import outside, standard_webhooks
from portal.peers.drivers import registry
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from portal.ui.fields import DatePartsField, TypedText
from procedures.models import Procedure
from units.models import Unit, today_in_vietnam

#: As text, HMAC wants 32 letters; what is made here has 256 bits.
SHORTEST_SECRET = 24
_MOST_CODES = 200
NAME_TAKEN = _("Đã có kết nối mang tên ngắn này.")


class CodesField(forms.CharField):
    """Codes of rows, one a line; cleaned to a list without doubles."""

    def __init__(self, model: type[Model], **options: Any) -> None:
        """Codes of this model only."""
        self._model = model
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The codes; ValidationError naming those that are none."""
        text: str = super().clean(value)
        codes = list(dict.fromkeys(text.replace(",", " ").split()))
        if len(codes) > _MOST_CODES:
            raise ValidationError(_("Nhiều nhất %(most)s mã.") % {"most": _MOST_CODES})
        known = set(self._model._default_manager.filter(code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(_("Không có mã này: %(codes)s.") % {"codes": ", ".join(unknown[:10])[:200]})
        return codes


def _usable(secret: str) -> str:
    """The same. ValidationError for one that begins as those of Standard Webhooks do and goes on otherwise."""
    try:
        standard_webhooks.sign(b"", "", 0, secret)
    except ValueError as error:
        raise ValidationError(_("Khóa bắt đầu bằng whsec_ phải viết tiếp bằng mã base64.")) from error
    return secret


class ConnectionForm(forms.Form):
    """One connection. Secrets are never shown again: an empty box makes a new one, or leaves the one there is."""

    kind = forms.ChoiceField(label=_("Loại hệ thống"), choices=PeerKind.choices)
    driver = forms.ChoiceField(label=_("Cách kết nối"))
    name = TypedText(label=_("Tên hệ thống"), max_length=120)
    short_name = TypedText(
        label=_("Tên ngắn"),
        help_text=_("Hiện cạnh mã hồ sơ ở hệ thống đó. Không đổi được sau khi lập."),
        max_length=40,
    )
    address = forms.URLField(
        label=_("Địa chỉ"), help_text=_("Bắt đầu bằng https://"), max_length=500, assume_scheme="https"
    )
    account = TypedText(label=_("Tài khoản hoặc mã khách hàng"), max_length=100, required=False)
    agency_code = TypedText(
        label=_("Mã định danh của hệ thống đó"), help_text=_("Ví dụ: G22.99"), max_length=35, required=False
    )
    secret = forms.CharField(
        label=_("Khóa ký bản tin gửi đi"), min_length=SHORTEST_SECRET, max_length=200, required=False
    )
    notice_secret = forms.CharField(
        label=_("Khóa ký bản tin gửi đến"), min_length=SHORTEST_SECRET, max_length=200, required=False
    )
    units = CodesField(
        Unit, label=_("Mã đơn vị"), help_text=_("Mỗi dòng một mã, gồm các đơn vị trực thuộc. Để trống: mọi đơn vị.")
    )
    procedures = CodesField(Procedure, label=_("Mã thủ tục"), help_text=_("Mỗi dòng một mã. Để trống: mọi thủ tục."))
    active_from = DatePartsField(label=_("Có hiệu lực từ ngày"), initial=today_in_vietnam)
    active_to = DatePartsField(label=_("Hết hiệu lực từ ngày"), required=False)

    def __init__(self, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        """Begin with a connection that is there, or with none."""
        self._connection = connection
        if connection is not None:
            names = [name for name in self.base_fields if name not in ("secret", "notice_secret")]
            kwargs["initial"] = {name: getattr(connection, name) for name in names}
        super().__init__(*args, **kwargs)
        drivers = [(driver.name, driver.label) for driver in registry.DRIVERS.values()]
        self.fields["driver"].choices = drivers  # type: ignore[attr-defined]
        empty = _("Để trống: hệ thống tự tạo khóa.") if connection is None else _("Để trống: giữ khóa đang có.")
        self.fields["secret"].help_text = self.fields["notice_secret"].help_text = empty
        if connection is not None:
            self.fields["short_name"].disabled = True

    def clean_short_name(self) -> str:
        """One that no other connection has."""
        name: str = self.cleaned_data["short_name"]
        if self._connection is None and Connection.objects.filter(short_name=name).exists():
            raise ValidationError(NAME_TAKEN)
        if name.lower() == aliases.NATIONAL:
            # Its codes would be taken for those of dossiers that were filed at the national portal.
            raise ValidationError(_("Tên này dành cho Cổng Dịch vụ công quốc gia; hãy đặt tên khác."))
        return name

    def clean_secret(self) -> str:
        """One that can sign."""
        return _usable(self.cleaned_data["secret"])

    def clean_notice_secret(self) -> str:
        """One that signatures can be proved by."""
        return _usable(self.cleaned_data["notice_secret"])

    def clean_address(self) -> str:
        """Refuse what is never sent to."""
        address: str = self.cleaned_data["address"]
        try:
            outside.require_allowed(address, settings.PEERS_INTERNAL_HOSTS)
        except outside.Forbidden as error:
            raise ValidationError(
                _("Địa chỉ này không gửi tới được: cần https và máy chủ ngoài mạng nội bộ.")
            ) from error
        return address

    def clean(self) -> dict[str, Any]:
        """A way that fits the kind, and an end after the beginning."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("kind") and typed.get("driver") and not registry.fits(typed["driver"], typed["kind"]):
            self.add_error("driver", _("Cách kết nối này không dùng cho loại hệ thống đã chọn."))
        begin, end = typed.get("active_from"), typed.get("active_to")
        if begin and end and end <= begin:
            self.add_error("active_to", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        return typed
