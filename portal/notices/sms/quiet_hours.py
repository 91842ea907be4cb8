"""When text messages may leave: by day, and no more than so many a day to one number."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def waits_until(now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in; None by day. Equal hours mean that there are none."""
    begin, end = _hours()
    here = timezone.localtime(now)
    is_quiet = begin <= here.hour < end if begin <= end else here.hour >= begin or here.hour < end
    return _next(here, end) if is_quiet and begin != end else None


def next_morning(now: datetime) -> datetime:
    """When the next day's messages begin."""
    here = timezone.localtime(now)
    tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return waits_until(tomorrow) or tomorrow


def _next(here: datetime, hour: int) -> datetime:
    at = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=1)


def _hours() -> tuple[int, int]:
    begin, _dash, end = settings.SMS_QUIET_HOURS.partition("-")
    return int(begin), int(end)
