"""Who is on duty at a moment. Staff see the names; the public learns the number and that somebody is there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from hotline.models import Duty
from units.models import Absence

if TYPE_CHECKING:
    import datetime as dt

    from portal.accounts.models import User


def present() -> QuerySet[Duty]:
    """Duties of people who are not away on the day that they begin."""
    day = F("starts_at__date")
    gone = Absence.objects.filter(user=OuterRef("user"))
    gone = gone.filter(valid_from__lte=OuterRef("starts_at__date"), valid_to__gt=OuterRef("starts_at__date"))
    return Duty.objects.filter(is_active=True).alias(begins_on=day).filter(~Exists(gone))


def at(moment: dt.datetime) -> QuerySet[Duty]:
    """Duties that run at a moment, with person, team and unit. One query."""
    running = present().filter(starts_at__lte=moment, ends_at__gt=moment, shift__team__ended_at=None)
    return running.select_related("user", "stands_in_for", "shift__team__unit").order_by("shift__team", "starts_at")


def teams_of(user: User, moment: dt.datetime) -> set[int]:
    """Ids of the teams for which the person is on duty."""
    return set(at(moment).filter(user=user).order_by().values_list("shift__team", flat=True))


def numbers_answered(units: Collection[int], moment: dt.datetime | None = None) -> dict[int, list[str]]:
    """By unit (its id) the numbers at which somebody is on duty now; units without one are left out. One query."""
    rows = at(moment or timezone.now()).filter(shift__team__unit__in=units).order_by("shift__team__name")
    found: dict[int, list[str]] = {}
    for unit, numbers in rows.values_list("shift__team__unit", "shift__team__numbers"):
        told = found.setdefault(unit, [])
        told += [number for number in numbers if number not in told]
    return found
