"""Who is meant today by a role at a unit: whoever holds it there, from above or at a successor, or stands in for one.

Read once for a round of letters, however many rows it tells of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from units.models import AGENCY_KINDS, Absence, StaffRole, StandIn, Unit, UnitSuccession, today_in_vietnam
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User

Address = tuple[str, int]
"""A role at a unit (by id)."""


@dataclass(frozen=True)
class Addressees:
    """Holders by address, and of each unit the one above it and its own kind, and who took over from it."""

    held: dict[Address, list[User]]
    units: dict[int, tuple[int | None, str]]
    successors: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def today(cls) -> Addressees:
        """As it stands now, in four queries."""
        units = Unit.objects.values_list("pk", "parent_id", "kind")
        return cls(_holders(), {pk: (parent, kind) for pk, parent, kind in units}, _successors())

    def of(self, role: str, unit: int) -> list[User]:
        """Everybody whom the role reaches at the unit, each once."""
        people = {person for one in self._upwards(role, unit) for person in self.held.get((role, one), ())}
        return sorted(people, key=lambda person: person.pk)

    def _upwards(self, role: str, unit: int) -> set[int]:
        """The unit and those from which the role reaches it: above it, and who took over from it (`units.access`)."""
        found, to_see = set[int](), [unit]
        while to_see:
            one = to_see.pop()
            if one in found:
                continue
            found.add(one)
            parent, kind = self.units[one]
            if parent is not None and not (role in CASEWORK_ROLES and kind in AGENCY_KINDS):
                to_see.append(parent)
            to_see += self.successors.get(one, ())
        return found


def _holders() -> dict[Address, list[User]]:
    held: dict[Address, list[User]] = defaultdict(list)
    current = StaffRole.objects.current().filter(user__is_active=True)
    standing_in = StandIn.objects.filter(absence__in=Absence.objects.on(), held__in=current, person__is_active=True)
    rows = [(role, role.user) for role in current.select_related("user")]
    rows += [(one.held, one.person) for one in standing_in.select_related("held", "person")]
    for role, person in rows:
        held[role.role, role.unit_id].append(person)
    return held


def _successors() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = UnitSuccession.objects.filter(effective_from__lte=today_in_vietnam())
    for old, new in rows.values_list("predecessor", "successor"):
        found[old].append(new)
    return found
