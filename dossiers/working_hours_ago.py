"""The moment that lies a number of working hours before another one: what was late then is to be told further now."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from units.working_time import LONGEST_SHUT_DAYS, VIETNAM, Calendar

FOREVER_AGO = dt.datetime(2000, 1, 1, tzinfo=VIETNAM)
"""Before the first dossier: nothing is that late."""


def hours_ago(calendar: Calendar, now: dt.datetime, hours: Decimal) -> dt.datetime:
    """The latest moment from which `hours` of working time have passed by `now` (aware).

    The counterpart of `working_time.between`, which then gives at least `hours`. `now` itself for no hours;
    `FOREVER_AGO` on a calendar that has not been open for so long.
    """
    local, left = now.astimezone(VIETNAM), dt.timedelta(hours=float(hours))
    if not left:
        return local
    for back in range(LONGEST_SHUT_DAYS):
        day = local.date() - dt.timedelta(days=back)
        for opens, closes in reversed(calendar.periods(day)):
            start = dt.datetime.combine(day, opens, VIETNAM)
            end = min(dt.datetime.combine(day, closes, VIETNAM), local)
            if end - start >= left:
                return end - left
            left -= max(end - start, dt.timedelta())
    return FOREVER_AGO
