"""Who may change the days of which calendar: whoever administers every unit that lives by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from units.access import holds_any, staff_rule, units_of
from units.models import Unit, WorkingCalendar
from units.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

KEEPERS = staff_rule(Role.SYSTEM_ADMIN, Role.UNIT_ADMIN)


def calendars_of(user: User) -> QuerySet[WorkingCalendar]:
    """The calendars whose days the person may change.

    All for system administrators; for the administrator of a unit those that no unit outside lives by, directly or
    through a calendar based on it: a ward does not give the whole province a day off.
    """
    if holds_any(user, Role.SYSTEM_ADMIN):
        return WorkingCalendar.objects.all()
    outside = Unit.objects.current().exclude(pk__in=units_of(user, Role.UNIT_ADMIN))
    own = Unit.objects.filter(pk__in=units_of(user, Role.UNIT_ADMIN)).values("calendar")
    found: QuerySet[WorkingCalendar] = WorkingCalendar.objects.filter(pk__in=own, dependents=None)
    return found.exclude(pk__in=outside.values("calendar"))


def units_without_own(user: User) -> QuerySet[Unit]:
    """Agencies that the person administers and that share their calendar with units beyond their reach."""
    reach = units_of(user, Role.UNIT_ADMIN)
    found: QuerySet[Unit] = Unit.objects.current().filter(pk__in=reach).exclude(calendar__in=calendars_of(user))
    return found.exclude(parent__in=reach).order_by("code")
