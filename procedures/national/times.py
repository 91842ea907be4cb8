"""Time limits of national records: amounts that are clock times, texts, or lack their unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from procedures.choices import Channel, TimeUnit
from procedures.models import TimeLimit
from procedures.national.doubts import Doubts
from procedures.national.words import clean

_UNITS = {
    "working_day": TimeUnit.WORKING_DAY,
    "day": TimeUnit.DAY,
    "hour": TimeUnit.WORKING_HOUR,
    "month": TimeUnit.MONTH,
}
_SAID_UNITS = (("ngày làm việc", TimeUnit.WORKING_DAY), ("ngày", TimeUnit.DAY), ("tháng", TimeUnit.MONTH))
_SAID = re.compile(r"(?i)(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(ngày làm việc|ngày|tháng)")
_SAME_DAY = re.compile(r"(?i)sau\s+15\s*(?:giờ|h|g)\b|15\s*giờ\s*00")
HOURS: dict[str, int] = {TimeUnit.WORKING_HOUR: 1, TimeUnit.WORKING_DAY: 8, TimeUnit.DAY: 6, TimeUnit.MONTH: 170}
CLOCK_TIME = 15
MOST = Decimal(9999)


@dataclass(frozen=True)
class Limit:
    """A limit that a record states."""

    amount: Decimal
    unit: TimeUnit
    is_same_day: bool = False

    def rough_hours(self) -> Decimal:
        """Working hours, for comparing limits in different units; never for a due time."""
        return self.amount * HOURS[self.unit]


def time_limits(record: dict[str, Any], doubts: Doubts) -> list[TimeLimit]:
    """One limit a channel; one for all channels when they agree. Unclear ones are doubted and left out."""
    by_channel: dict[str, Limit] = {}
    stated = [c for c in record.get("channels") or [] if isinstance(c, dict)]
    for place, channel in enumerate(stated):
        limit = _limit(channel, f"channels[{place}]", doubts)
        method = str(channel.get("method"))
        if limit is None or method not in (Channel.ONLINE, Channel.DIRECT, Channel.POSTAL):
            continue
        before = by_channel.get(method)
        if before is not None and before != limit:
            doubts.add("duplicate_channel", f"channels[{place}]", f"{method}: {before} / {limit}")
        # Two limits for one channel mean unnamed cases: the longer one breaks no promise.
        by_channel[method] = max(filter(None, (before, limit)), key=Limit.rough_hours)
    if len(set(by_channel.values())) > 1:
        doubts.add("time_differs_by_channel", "channels", {c: str(m) for c, m in by_channel.items()})
    methods = {str(channel.get("method")) for channel in stated}
    return _rows(by_channel, is_for_all=set(by_channel) == methods)


def _rows(by_channel: dict[str, Limit], *, is_for_all: bool) -> list[TimeLimit]:
    if is_for_all and len(set(by_channel.values())) == 1:
        by_channel = {Channel.ANY: next(iter(by_channel.values()))}
    return [
        TimeLimit(channel=channel, amount=m.amount, unit=m.unit, same_day_before_15=m.is_same_day)
        for channel, m in by_channel.items()
    ]


def _limit(channel: dict[str, Any], where: str, doubts: Doubts) -> Limit | None:
    quantity, unit = channel.get("time_qty"), channel.get("time_unit")
    note = clean(channel.get("note"))
    if quantity is None:
        doubts.add("channel_time_missing", where, note)
        return None
    amount = _number(quantity)
    if amount is None:
        return _from_words(clean(quantity), where, doubts)
    if amount <= 0 or amount > MOST:
        doubts.add("time_zero" if amount <= 0 else "time_out_of_range", where, note or quantity)
        return None
    if unit not in _UNITS:
        doubts.add("time_unit_missing", where, f"{quantity} {unit}: {note}")
        return None
    return _checked(Limit(amount, _UNITS[unit]), channel, where, doubts)


def _checked(limit: Limit, channel: dict[str, Any], where: str, doubts: Doubts) -> Limit | None:
    """Catch hours that are a time of day (domain.md 3.3: "15 giờ") or that the text calls days.

    `same_day_before_15` and `is_length` are a publisher's words about it, never the national record's.
    """
    note = clean(channel.get("note"))
    if channel.get("same_day_before_15") is True:
        return replace(limit, is_same_day=True)
    if limit.unit != TimeUnit.WORKING_HOUR or channel.get("is_length") is True:
        return limit
    if limit.amount == CLOCK_TIME:
        doubts.add("clock_time_as_duration", where, "15 giờ")
        return Limit(Decimal(1), TimeUnit.WORKING_DAY, is_same_day=True)
    if re.search(rf"(?i)\b0?{limit.amount.normalize():f}\s*(?:\([^)]*\)\s*)?ngày", note):
        doubts.add("hour_but_text_says_days", where, note)
        return None
    return limit


def _from_words(text: str, where: str, doubts: Doubts) -> Limit | None:
    """A limit out of a sentence, only when it names exactly one."""
    doubts.add("time_text_only", where, text)
    said = {(number, unit.lower()) for number, unit in _SAID.findall(text)}
    if len(said) != 1:
        return None
    number, words = said.pop()
    amount = _number(number.replace(",", "."))
    return Limit(amount, dict(_SAID_UNITS)[words]) if amount else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.01")) if number.is_finite() and abs(number) < 10**6 else None


def says_same_day(record: dict[str, Any]) -> bool:
    """Whether a record's text has the rule "after 15:00, the next working day"."""
    texts = [step.get("text") for step in record.get("steps") or [] if isinstance(step, dict)]
    return any(isinstance(text, str) and _SAME_DAY.search(text) for text in texts)
