"""Who is meant today by a role at a unit: whoever holds it there or from above, or stands in for one who is away.

Read once for a round of letters, however many rows it tells of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from units.models import AGENCY_KINDS, Absence, StaffRole, StandIn, Unit
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User

Address = tuple[str, int]
"""A role at a unit (by id)."""


@dataclass(frozen=True)
class Addressees:
    """Holders by address, and of each unit the one above it and its own kind."""

    held: dict[Address, list[User]]
    units: dict[int, tuple[int | None, str]]

    @classmethod
    def today(cls) -> Addressees:
        """As it stands now, in three queries."""
        units = Unit.objects.values_list("pk", "parent_id", "kind")
        return cls(_holders(), {pk: (parent, kind) for pk, parent, kind in units})

    def of(self, role: str, unit: int) -> list[User]:
        """Everybody whom the role reaches at the unit, each once."""
        people = {person for one in self._upwards(role, unit) for person in self.held.get((role, one), ())}
        return sorted(people, key=lambda person: person.pk)

    def _upwards(self, role: str, unit: int | None) -> Iterator[int]:
        """The unit and those above it from which the role reaches it (`units.access`)."""
        while unit is not None:
            yield unit
            parent, kind = self.units[unit]
            ends_here = role in CASEWORK_ROLES and kind in AGENCY_KINDS
            unit = None if ends_here else parent


def _holders() -> dict[Address, list[User]]:
    held: dict[Address, list[User]] = defaultdict(list)
    current = StaffRole.objects.current().filter(user__is_active=True)
    standing_in = StandIn.objects.filter(absence__in=Absence.objects.on(), held__in=current, person__is_active=True)
    rows = [(role, role.user) for role in current.select_related("user")]
    rows += [(one.held, one.person) for one in standing_in.select_related("held", "person")]
    for role, person in rows:
        held[role.role, role.unit_id].append(person)
    return held
