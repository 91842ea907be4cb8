"""Which calls ring at whose console: a call to a team's own number rings that team first, then everybody.

The team has `call_minutes`; while nobody of it is on duty, or the number is nobody's, a call rings everywhere at once:
an empty chair never keeps a caller waiting.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from hotline import calls
from hotline.models import Call, Team
from hotline.roster import on_duty

if TYPE_CHECKING:
    from portal.accounts.models import User


def for_operator(operator: User, now: dt.datetime | None = None) -> list[Call]:
    """The calls that ring at one console, the longest first. Two queries more where a team's number was dialled."""
    found, moment = list(calls.ringing()), now or timezone.now()
    dialled = sorted({call.dialled for call in found if call.dialled})
    if not dialled:
        return found
    teams = {
        number: team
        for team in Team.objects.filter(ended_at=None, numbers__overlap=dialled).order_by("-pk")
        for number in team.numbers
    }
    sitting = list(on_duty.at(moment).order_by().values_list("shift__team", "user")) if teams else []
    there, own = {team for team, _user in sitting}, {team for team, user in sitting if user == operator.pk}
    return [call for call in found if _rings(call, teams.get(call.dialled), there, own, moment)]


def _rings(call: Call, team: Team | None, there: set[int], own: set[int], now: dt.datetime) -> bool:
    if team is None or team.pk not in there or team.pk in own:
        return True
    return now - call.began_at >= dt.timedelta(minutes=team.call_minutes)
