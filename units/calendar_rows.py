"""What a working calendar is made of, read in one query: its own hours, and the special days of all its bases.

A page that shows when a counter is open waits for each query; `calendars` builds values of what comes from here.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from units.models import CalendarException
from units.working_time import Period

_QUESTION = """
WITH RECURSIVE reached AS (
    SELECT id, base_id, 0 AS depth FROM units_workingcalendar WHERE id = %(calendar)s
    UNION ALL
    SELECT below.id, below.base_id, depth + 1
    FROM units_workingcalendar below JOIN reached ON below.id = reached.base_id
)
SELECT depth, purpose, weekday, opens, closes, NULL::date AS date, NULL::text AS hours, NULL::text AS reason
FROM reached JOIN units_workingperiod ON calendar_id = reached.id WHERE depth = 0
UNION ALL
SELECT depth, NULL, NULL, NULL, NULL, date, hours::text, reason
FROM reached JOIN units_calendarexception ON calendar_id = reached.id
ORDER BY depth DESC, purpose, weekday, opens, date
"""


@dataclass
class CalendarRows:
    """Weekly hours by purpose and weekday, and the dates that depart from them with their reasons."""

    weekly: dict[str, dict[int, list[Period]]] = field(default_factory=dict)
    exceptions: dict[dt.date, list[Period]] = field(default_factory=dict)
    reasons: dict[dt.date, str] = field(default_factory=dict)


def read(calendar_id: int) -> CalendarRows:
    """The rows of a calendar. Special days of the lowest base come first, so that the calendar's own win."""
    found = CalendarRows()
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, {"calendar": calendar_id})
        for _depth, purpose, weekday, opens, closes, date, hours, reason in cursor.fetchall():
            if purpose is not None:
                found.weekly.setdefault(purpose, {}).setdefault(weekday, []).append((opens, closes))
            else:
                found.exceptions[date] = [_period(*stretch) for stretch in json.loads(hours)]
                found.reasons[date] = reason
    return found


_CHAIN = """
WITH RECURSIVE reached AS (
    SELECT id, base_id, 0 AS depth FROM units_workingcalendar WHERE id = %s
    UNION ALL
    SELECT below.id, below.base_id, depth + 1
    FROM units_workingcalendar below JOIN reached ON below.id = reached.base_id
)
SELECT id FROM reached ORDER BY depth
"""


def special_days_of(calendar_id: int) -> QuerySet[CalendarException]:
    """The special days of a calendar and of its bases as rows, each date once: the nearer row counts. One query now."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [calendar_id])
        chain = [row[0] for row in cursor.fetchall()]
    counts = Q(pk__in=[])
    for place, one in enumerate(chain):
        nearer = CalendarException.objects.filter(calendar__in=chain[:place], date=OuterRef("date"))
        counts |= Q(~Exists(nearer), calendar=one) if place else Q(calendar=one)
    return CalendarException.objects.filter(counts)


def _period(opens: str, closes: str) -> Period:
    return dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)
