"""What tests of the roster share: a team of the ward with its lead, shifts from tomorrow on, and who sits on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from hotline.models import Coverage, Duty, Shift, Team
from hotline.roster.pattern import at
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from units.models import Unit
from units.roles import Role

PHONE = "+84901000100"


def a_team(world: World, **changed: Any) -> Team:
    """A team of the ward that its leader leads, round the clock."""
    told: dict[str, Any] = {
        "unit": world.ward.committee,
        "name": "Tổ trực phường",
        "lead": world.ward.leader,
        "numbers": ["+842838291022"],
        "coverage": Coverage.ALWAYS,
    }
    return Team.objects.create(**(told | changed))


def a_shift(team: Team, *people: User, hours: float = 24, long: float = 8) -> Shift:
    """A shift that begins in so many hours (fewer than none: it runs), with these people on it."""
    starts = timezone.now() + dt.timedelta(hours=hours)
    shift = Shift.objects.create(team=team, starts_at=starts, ends_at=starts + dt.timedelta(hours=long))
    for person in people:
        sit(shift, person)
    return shift


def sit(shift: Shift, person: User) -> Duty:
    """The person on the shift."""
    return Duty.objects.create(shift=shift, user=person, starts_at=shift.starts_at, ends_at=shift.ends_at)


def a_day(ahead: int) -> dt.date:
    """A day from today on, in Viet Nam."""
    return timezone.localdate() + dt.timedelta(days=ahead)


def whole_days(team: Team, person: User, first: int, last: int) -> None:
    """The person on duty for whole days, counted from today."""
    for ahead in range(first, last + 1):
        starts = at(a_day(ahead), dt.time.min)
        shift = Shift.objects.create(team=team, starts_at=starts, ends_at=starts + dt.timedelta(days=1))
        sit(shift, person)


def another(unit: Unit, name: str = "Ngô Văn Tám", email: str = "tam@example.vn") -> User:
    """One more clerk of a unit."""
    return make_staff(email, name, Role.CLERK, unit)
