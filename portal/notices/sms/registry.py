"""Which gateway sends text messages: the one that SMS_GATEWAY_DRIVER names."""

from __future__ import annotations

from django.conf import settings

from portal.notices.sms.base import Gateway
from portal.notices.sms.json_gateway import JsonGateway

_GATEWAYS: dict[str, type[Gateway]] = {one.name: one for one in (JsonGateway,)}


def is_on() -> bool:
    """Whether text messages are sent at all."""
    return bool(settings.SMS_GATEWAY_URL)


def gateway() -> Gateway:
    """The gateway of the settings (they take no name but those here)."""
    return _GATEWAYS[settings.SMS_GATEWAY_DRIVER]()
