"""The channel "sms": one text message through the gateway, by day, not too many a day to one number and in all."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.identity import blind_index
from portal.notices.models import SentText
from portal.notices.sms import quiet_hours, registry
from portal.notices.sms.base import Text
from portal.notices.sms.numbers import mobile_number
from portal.notices.sms.parts import is_gsm, parts_of
from portal.outbox.drivers.base import Driver, Postponed, Refused, Unreachable

log = structlog.get_logger(__name__)
CHANNEL = "sms"


class SmsDriver(Driver):
    """Payload: {"to": E.164, "text", "is_urgent"?, "is_bulk"?, "good_until"? (ISO 8601)}.

    What is urgent leaves at night, too, and does not wait for money; what is told to many at once leaves half of the
    day's parts to everything else. What came too late is settled without being sent.
    """

    channel = CHANNEL
    name = _("Tin nhắn SMS")
    is_read_by_people = True

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand it to the gateway; Refused for what is no mobile number, Postponed at night or past the day's number."""
        if not registry.is_on():
            raise Unreachable("SMS_GATEWAY_URL is not set")
        number, words = mobile_number(str(payload.get("to", ""))), str(payload.get("text", "")).strip()
        if not number or not words:
            raise Refused("the message names no mobile number" if words else "the message has no text")
        index, now = blind_index(number), timezone.now()
        if _is_over(payload.get("good_until"), now):
            log.info("text_too_late", message=reference_of(idempotency_key))
            return
        is_urgent, parts = bool(payload.get("is_urgent")), len(parts_of(words))
        if not is_urgent:
            _wait_for_day(now)
            _wait_for_money(parts, now, is_bulk=bool(payload.get("is_bulk")))
        _wait_for_turn(index, now, settings.SMS_MOST_URGENT_A_DAY if is_urgent else settings.SMS_MOST_A_DAY)
        text = Text(reference_of(idempotency_key), number, words, is_gsm(words))
        taken = {"number_index": index, "parts": parts, "gateway_id": registry.gateway().send(text)}
        SentText.objects.update_or_create(reference=text.reference, defaults=taken, create_defaults=taken)


def reference_of(idempotency_key: str) -> str:
    """Our name of a message at the gateway, which knows a second try by it."""
    return sha256(idempotency_key.encode()).hexdigest()[:32]


def _is_over(until: str | None, now: datetime) -> bool:
    return until is not None and datetime.fromisoformat(until) < now


def _wait_for_day(now: datetime) -> None:
    if (until := quiet_hours.waits_until(now)) is not None:
        raise Postponed(until)


def _wait_for_money(parts: int, now: datetime, *, is_bulk: bool) -> None:
    """Postponed when the parts of a day are used up; lanes side by side may go over it by a message each."""
    most = settings.SMS_MOST_PARTS_A_DAY // 2 if is_bulk else settings.SMS_MOST_PARTS_A_DAY
    sent = SentText.objects.filter(sent_at__gte=_midnight(now)).aggregate(parts=Sum("parts"))["parts"] or 0
    if sent + parts > most:
        raise Postponed(quiet_hours.next_morning(now))


def _wait_for_turn(index: str, now: datetime, most: int) -> None:
    """Postponed when the number got enough today; lanes that send to one number take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sms {index}"])
    if SentText.objects.filter(number_index=index, sent_at__gte=_midnight(now)).count() >= most:
        raise Postponed(quiet_hours.next_morning(now))


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
