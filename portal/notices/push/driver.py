"""The channel "push": one message to one browser through its maker's push service, which cannot read it."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notices.models import PushDevice
from portal.notices.push import devices, identity
from portal.notices.push.encryption import encrypt, from_base64url
from portal.outbox import outside
from portal.outbox.drivers.base import Driver, Refused, Unanswered, Unreachable

CHANNEL = "push"
#: How long the service keeps it for a browser that is away: three days; later a notice is no news.
TTL_SECONDS = 3 * 24 * 3600
_GONE = frozenset({404, 410})
_TOO_LARGE = 413
#: A circuit's name holds 40 letters, "push/" among them.
_LONGEST_RECEIVER = 34


class NotTaken(Exception):
    """The service did not take the message: it is tried again later."""


class PushDriver(Driver):
    """Payload: {"device", "title", "body", "link", "is_urgent"?}.

    A key begins with the service, which has a circuit of its own.
    """

    channel = CHANNEL
    name = _("Thông báo trên trình duyệt")
    is_read_by_people = True
    has_receivers = True
    most_lanes = 8

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Send it; nothing to do for a browser that was removed meanwhile. 404 and 410 remove it."""
        if not identity.is_on():
            raise Unreachable("WEB_PUSH_KEY is not set")
        device = PushDevice.objects.select_related("user").filter(pk=payload["device"]).first()
        if device is None:
            return
        told = {name: payload[name] for name in ("title", "body", "link")} | {"tag": idempotency_key[:60]}
        content = json.dumps(told, ensure_ascii=False).encode()
        status = _post(device, content, is_urgent=bool(payload.get("is_urgent")))
        if status in _GONE:
            devices.remove(device)
        elif status == _TOO_LARGE:
            raise Refused("the push service found it too large")
        elif not 200 <= status < 300:
            raise NotTaken(f"the push service answered {status}")
        else:
            PushDevice.objects.filter(pk=device.pk).update(last_sent_at=timezone.now())


def key_of(device: PushDevice, order: str) -> str:
    """The outbox's key: by service, browser and what the messages are about, so that those of a dossier keep order."""
    host = urlsplit(device.endpoint).hostname or "unknown"
    return f"{host[-_LONGEST_RECEIVER:]}/{device.pk}/{order}"[:200]


def _post(device: PushDevice, content: bytes, *, is_urgent: bool) -> int:
    """The status of the answer; what is urgent wakes a device that saves its battery (RFC 8030 5.3).

    Refused for an address that is not sent to; Unanswered where nobody answers.
    """
    body = encrypt(content, from_base64url(device.public_key), from_base64url(device.auth))
    headers = {
        "Authorization": identity.authorization(device.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_SECONDS),
        "Urgency": "high" if is_urgent else "normal",
    }
    try:
        return outside.post(device.endpoint, body, headers)
    except outside.Forbidden as error:
        raise Refused(str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unanswered(f"no answer: {type(error).__name__}") from error
