"""A late entry as people read it: how late, and in which state its reason is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from dossiers.models import LateEntry, LateList
from dossiers.responsibility.words import EXCUSED, Standing
from dossiers.spans import span_in_words
from portal.ui.parts import State, Tone
from units import calendars, working_time

MOST_MONTHS = 36
"""Months that the filter offers."""

TONES = {Standing.OPEN: Tone.DUE_SOON, Standing.WAITING: Tone.PAUSED, Standing.SENT_BACK: Tone.OVERDUE}


@dataclass(frozen=True)
class Line:
    """An entry with the words of its row."""

    entry: LateEntry
    late_by: str
    state: State

    @property
    def whose(self) -> str:
        """Who held it, by name; "" where it lay in the unit's pool."""
        return self.entry.person_name


def line_of(entry: LateEntry) -> Line:
    """The row of an entry that comes with its list, dossier, unit and calendar."""
    return Line(entry, late_by(entry), state_of(entry))


def late_by(entry: LateEntry) -> str:
    """The working time of the unit from the due time until it was done, or until the list was made."""
    calendar, end = calendars.calendar_of(entry.unit), entry.done_at or entry.late_list.made_at
    return span_in_words(working_time.between(calendar, entry.due_at, end))


def state_of(entry: LateEntry) -> State:
    """How its reason stands; once published, what that came to."""
    standing = Standing(entry.standing)
    if standing in EXCUSED:
        return State(Tone.DONE, standing.label)
    if entry.late_list.published_at is None:
        return State(TONES[standing], standing.label)
    if standing == Standing.WAITING:
        return State(Tone.STOPPED, _("Chưa được duyệt khi công khai"))
    return State(Tone.OVERDUE, _("Không có lý do được chấp nhận"))


def months_of(chosen: date | None) -> list[tuple[str, str, bool]]:
    """The months of lists for a filter, newest first: as in addresses, as shown, and whether it is chosen."""
    months = LateList.objects.values_list("month", flat=True)[:MOST_MONTHS]
    return [(f"{month:%Y-%m}", f"{month:%m/%Y}", month == chosen) for month in months]
