"""Months of Viet Nam's calendar: named by their first day, written `2026-10` in addresses."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from dossiers.responsibility.missed import Stretch
from units.working_time import VIETNAM

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def month_of(text: str) -> date | None:
    """The month that an address names; None for anything that is none."""
    found = _WRITTEN.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def month_before(moment: datetime) -> date:
    """The last month that was over at a moment."""
    return (moment.astimezone(VIETNAM).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def stretch_of(month: date) -> Stretch:
    """From the first midnight of a month to that of the next."""
    following = (month + timedelta(days=31)).replace(day=1)
    return Stretch(_midnight(month), _midnight(following))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
