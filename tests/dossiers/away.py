"""People who are away in tests of dossiers."""

from __future__ import annotations

from datetime import date, timedelta

from portal.accounts.models import User
from units.access import forget
from units.models import Absence, StaffRole, StandIn, today_in_vietnam


def away(who: User, stand_in: User | None = None, *, begins: int = 0, days: int = 3) -> Absence:
    """`who` is away from `begins` days after today for some days, with one stand-in for all roles."""
    first: date = today_in_vietnam() + timedelta(days=begins)
    absence = Absence.objects.create(
        user=who, valid_from=first, valid_to=first + timedelta(days=days), reason="leave", written_by=who
    )
    if stand_in is not None:
        for held in StaffRole.objects.current().filter(user=who):
            StandIn.objects.create(absence=absence, held=held, person=stand_in)
    for user in (who, stand_in):
        if user is not None:
            forget(user)
    return absence


def over(absence: Absence) -> None:
    """The absence ended yesterday."""
    today = today_in_vietnam()
    absence.valid_from, absence.valid_to = today - timedelta(days=3), today
    absence.save()
    for one in absence.stand_ins.all():
        forget(one.person)
