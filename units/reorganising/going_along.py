"""Which roles and counters go where: with the largest part of a unit that ends; from one that goes on, those chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from units.models import Counter, GoingAlong, Reorganisation, ReorganisedUnit, StaffRole, Unit
from units.reorganising.deciding import written
from units.reorganising.parts import PartPassing, children_of, passings_of

if TYPE_CHECKING:
    from portal.accounts.models import User


class Ways:
    """The passing that each role and counter follows; read once for a plan. One query."""

    def __init__(self, reorganisation: Reorganisation, pairs: Iterable[PartPassing]) -> None:
        self._by_hand = reorganisation.lives_on
        self._main: dict[int, PartPassing] = {}
        self._pairs: dict[tuple[int, int], PartPassing] = {}
        for pair in pairs:
            self._pairs[pair.predecessor.pk, pair.successor.pk] = pair
            if pair.predecessor.pk not in self._main or pair.share > self._main[pair.predecessor.pk].share:
                self._main[pair.predecessor.pk] = pair
        rows = GoingAlong.objects.filter(reorganisation=reorganisation) if self._by_hand else ()
        self._roles = {row.held_id: row.successor_id for row in rows if row.held_id}
        self._counters = {row.counter_id: row.successor_id for row in rows if row.counter_id}

    def of_role(self, role: StaffRole) -> PartPassing | None:
        """Where a role goes; None where it stays."""
        return self._way(role.unit_id, self._roles.get(role.pk))

    def of_counter(self, counter: Counter) -> PartPassing | None:
        """Where a counter goes; None where it stays."""
        return self._way(counter.unit_id, self._counters.get(counter.pk))

    def _way(self, unit: int, chosen: int | None) -> PartPassing | None:
        if not self._by_hand:
            return self._main.get(unit)
        return self._pairs.get((unit, chosen)) if chosen else None


def units_parted(plan: Reorganisation) -> list[Unit]:
    """The unit that a plan takes a part off, and its own parts."""
    old = list({passing.predecessor.pk: passing.predecessor for passing in passings_of(plan)}.values())
    beneath = children_of(unit.pk for unit in old)
    return [each for unit in old for each in (unit, *(part for part in beneath[unit.pk] if part.slug))]


def roles_offered(plan: Reorganisation, successor: ReorganisedUnit) -> QuerySet[StaffRole]:
    """The roles at the unit on the day that do not go to another successor."""
    elsewhere = plan.going_along.exclude(successor=successor).exclude(held=None).values("held")
    found = StaffRole.objects.filter(unit__in=units_parted(plan)).exclude(valid_to__lte=plan.effective_on)
    return (
        found.exclude(pk__in=elsewhere).select_related("user", "unit").order_by("unit__code", "user__full_name", "pk")
    )


def counters_offered(plan: Reorganisation, successor: ReorganisedUnit) -> QuerySet[Counter]:
    """The counters at the unit on the day that do not go to another successor."""
    elsewhere = plan.going_along.exclude(successor=successor).exclude(counter=None).values("counter")
    found = Counter.objects.filter(unit__in=units_parted(plan)).exclude(valid_to__lte=plan.effective_on)
    return found.exclude(pk__in=elsewhere).select_related("unit").order_by("unit__code", "number")


@transaction.atomic
def choose(
    plan: Reorganisation, user: User, to: ReorganisedUnit, roles: Iterable[StaffRole], counters: Iterable[Counter]
) -> None:
    """These and no others go to a successor of a draft. PlanRefused once it is no draft any more."""
    locked = written(plan, user)
    locked.going_along.filter(successor=to).delete()
    rows = [GoingAlong(reorganisation=locked, successor=to, held=role) for role in roles]
    rows += [GoingAlong(reorganisation=locked, successor=to, counter=counter) for counter in counters]
    GoingAlong.objects.bulk_create(rows)
