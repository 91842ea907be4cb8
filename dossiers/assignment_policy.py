"""Who is given a task that opens: picked by the policy of its unit, inside the statement that writes the task.

So a unit without a policy pays no statement of its own, and one with a policy no lock: two tasks that open at the same
moment may go to the same person, which the next one evens out. Whoever is away today is given nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.expressions import RawSQL

from dossiers.models import AssignmentPolicy
from units.access import own_agency_units
from units.models import StaffRole, Unit, today_in_vietnam
from units.roles import CASEWORK_ROLES, Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def holder(unit: Unit, role: str, preferred: User | None) -> RawSQL:
    """Whose a new task is: `preferred` if able, or their stand-in; else whom the policy picks; else nobody.

    Who had it before needs the role for the unit today, or stands in for it, with an open account, and is not away.
    Candidates of the policy hold the role at this very unit today and are not away. Equal ones take turns: longest ago
    first (migration `holder_who_still_can`).
    """
    asked = [unit.pk, str(role), today_in_vietnam(), preferred.pk if preferred else None]
    return RawSQL("dossiers_next_holder(%s, %s, %s, %s)", asked)


@dataclass(frozen=True)
class Share:
    """The tasks of a role at a unit, how many people there share them, and in which way."""

    unit: Unit
    role: Role
    people: int
    way: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.unit.pk}-{self.role}"


MAY_SET = (Role.LEADER, Role.UNIT_ADMIN)
"""Who says how work is shared out: leaders and administrators, for their own agency."""


def shares_of(user: User) -> list[Share]:
    """What the person may share out: each role of casework that somebody holds at a unit of their agencies."""
    units = own_agency_units(user, *MAY_SET)
    held = StaffRole.objects.current().filter(unit__in=units, role__in=CASEWORK_ROLES, user__is_active=True).order_by()
    people = {(unit, role): count for unit, role, count in held.values_list("unit", "role").annotate(Count("pk"))}
    ways = {(policy.unit_id, policy.role): policy.way for policy in AssignmentPolicy.objects.filter(unit__in=units)}
    named = Unit.objects.in_bulk([unit for unit, _role in people])
    shares = [
        Share(named[unit], Role(role), count, ways.get((unit, role), AssignmentPolicy.Way.POOL))
        for (unit, role), count in people.items()
    ]
    return sorted(shares, key=lambda share: (share.unit.code, share.role))


def set_ways(user: User, chosen: dict[str, str]) -> int:
    """Writes the ways that changed (by the key of the share) and gives back how many; unknown keys are ignored."""
    changed = [share for share in shares_of(user) if chosen.get(share.key, share.way) != share.way]
    for share in changed:
        AssignmentPolicy.objects.update_or_create(
            unit=share.unit, role=share.role, defaults={"way": chosen[share.key], "set_by": user}
        )
    return len(changed)
