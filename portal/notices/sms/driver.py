"""The channel "sms": one text message through the gateway, by day, and not too many a day to one number."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.accounts.identity import blind_index
from portal.notices.models import SentText
from portal.notices.sms import quiet_hours, registry
from portal.notices.sms.base import Text
from portal.notices.sms.numbers import mobile_number
from portal.notices.sms.parts import is_gsm, parts_of
from portal.outbox.drivers.base import Driver, Postponed, Refused, Unreachable

CHANNEL = "sms"


class SmsDriver(Driver):
    """Payload: {"to": E.164, "text", "is_urgent"?}. What is urgent leaves at night, too."""

    channel = CHANNEL

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand it to the gateway; Refused for what is no mobile number, Postponed at night or past the day's number."""
        if not registry.is_on():
            raise Unreachable("SMS_GATEWAY_URL is not set")
        number, words = mobile_number(str(payload.get("to", ""))), str(payload.get("text", "")).strip()
        if not number or not words:
            raise Refused("the message names no mobile number" if words else "the message has no text")
        index, now = blind_index(number), timezone.now()
        if not payload.get("is_urgent"):
            _wait_for_day(now)
        _wait_for_turn(index, now)
        text = Text(reference_of(idempotency_key), number, words, is_gsm(words))
        taken = {"number_index": index, "parts": len(parts_of(words)), "gateway_id": registry.gateway().send(text)}
        SentText.objects.update_or_create(reference=text.reference, defaults=taken, create_defaults=taken)


def reference_of(idempotency_key: str) -> str:
    """Our name of a message at the gateway, which knows a second try by it."""
    return sha256(idempotency_key.encode()).hexdigest()[:32]


def _wait_for_day(now: datetime) -> None:
    if (until := quiet_hours.waits_until(now)) is not None:
        raise Postponed(until)


def _wait_for_turn(index: str, now: datetime) -> None:
    """Postponed when the number got enough today; lanes that send to one number take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sms {index}"])
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if SentText.objects.filter(number_index=index, sent_at__gte=today).count() >= settings.SMS_MOST_A_DAY:
        raise Postponed(quiet_hours.next_morning(now))
