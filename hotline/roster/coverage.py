"""Which hours of a roster nobody has. Pure arithmetic on spans of time, whose ends belong to the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hotline.models.teams import Coverage
from hotline.roster.pattern import at
from units.working_time import Calendar


@dataclass(frozen=True, order=True)
class Span:
    """From one moment to another, without the other."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def needed(coverage: str, calendar: Calendar, first: dt.date, days: int) -> list[Span]:
    """The hours that somebody has to be there, day by day: whole days, or the open hours of the unit."""
    found = []
    for day in (first + dt.timedelta(days=ahead) for ahead in range(days)):
        if coverage == Coverage.ALWAYS:
            found.append(Span(at(day, dt.time.min), at(day + dt.timedelta(days=1), dt.time.min)))
        else:
            found += [Span(at(day, opens), at(day, closes)) for opens, closes in calendar.periods(day)]
    return found


def holes(wanted: Iterable[Span], had: Iterable[Span]) -> list[Span]:
    """What of the wanted hours none of the others has, in order; each hole lies within one of the wanted spans."""
    covered = sorted(span for span in had if span.starts_at < span.ends_at)
    return [hole for span in sorted(wanted) for hole in _left_of(span, covered)]


def _left_of(span: Span, covered: list[Span]) -> list[Span]:
    left, reached = [], span.starts_at
    for one in covered:
        if one.ends_at <= reached or one.starts_at >= span.ends_at:
            continue
        if one.starts_at > reached:
            left.append(Span(reached, one.starts_at))
        reached = one.ends_at
    if reached < span.ends_at:
        left.append(Span(reached, span.ends_at))
    return left
