"""Hours of a day as people write them: "7:30 - 11:30, 13g00–17:00"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from units.working_time import Period

_PERIOD = re.compile(r"(\d{1,2})[:hg](\d{2})\s*[-–]\s*(\d{1,2})[:hg](\d{2})")


def read_periods(text: str) -> list[list[str]] | None:
    """The periods, each as ["HH:MM", "HH:MM"], in order and apart from each other; None where they cannot be read."""
    found = [f"{int(a):02}:{b} {int(c):02}:{d}".split() for a, b, c, d in _PERIOD.findall(text)]
    times = [time for period in found for time in period]
    is_time = all(time <= "23:59" and time[3:] <= "59" for time in times)
    if _PERIOD.sub("", text).strip(" ,;.") or not is_time or times != sorted(set(times)):
        return None
    return found


def as_times(written: Iterable[list[str]]) -> list[Period]:
    """Written periods as times."""
    return [(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) for opens, closes in written]


def say_periods(periods: Iterable[Period]) -> str:
    """Times as they are written: "07:30-11:30, 13:00-17:00"."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in periods)
