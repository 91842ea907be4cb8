"""Who changed what at the desk of a unit: written beside each change, in its transaction, in Vietnamese words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from units.models import DeskChange, Unit, WorkingCalendar

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

What = DeskChange.What


def note(by: User, of: Unit | WorkingCalendar, what: What, before: str, after: str) -> None:
    """Write a change down; what stays as it was is none."""
    if before == after:
        return
    place = {"calendar": of} if isinstance(of, WorkingCalendar) else {"unit": of}
    DeskChange.objects.create(by=by, what=what, before=before, after=after, **place)


def changes_of(unit: Unit) -> QuerySet[DeskChange]:
    """What was changed of a unit and of the calendar it lives by, the newest first."""
    found = DeskChange.objects.filter(unit=unit) | DeskChange.objects.filter(calendar=unit.calendar_id)
    return found.select_related("by").order_by("-pk")
