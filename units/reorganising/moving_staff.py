"""Second step: roles pass to whoever takes the largest part of a unit, or as chosen; held twice is held once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from units.models import Reorganisation, StaffRole, StandIn, UnitSuccession
from units.reorganising.going_along import Ways
from units.reorganising.parts import all_passings, passings_of

Span = tuple[dt.date, dt.date | None]
Key = tuple[int, int, str]
"""A person, the unit that takes over, and the role there."""


def heirs_by_unit(reorganisation: Reorganisation) -> dict[int, int]:
    """The unit that takes the largest part, by the id of the one that ended."""
    rows = UnitSuccession.objects.filter(reorganisation=reorganisation).order_by("share", "-pk")
    return dict(rows.values_list("predecessor", "successor"))


def _leaving(reorganisation: Reorganisation) -> tuple[list[StaffRole], dict[int, int]]:
    """The roles that go, and by id of each the unit where it goes on."""
    rows = StaffRole.objects.exclude(valid_to__lte=reorganisation.effective_on).order_by("unit__code", "pk")
    if not reorganisation.lives_on:
        heirs = heirs_by_unit(reorganisation)
        roles = list(rows.filter(unit__in=heirs))
        return roles, {role.pk: heirs[role.unit_id] for role in roles}
    ways = Ways(reorganisation, all_passings(passings_of(reorganisation)))
    chosen = rows.filter(pk__in=reorganisation.going_along.values("held"))
    to = {role.pk: unit.pk for role in chosen if (way := ways.of_role(role)) and (unit := way.unit_there)}
    return [role for role in chosen if role.pk in to], to


def move_roles(reorganisation: Reorganisation) -> bool:
    """End the roles that go and begin them at their heirs, with the same last day."""
    day, (leaving, to) = reorganisation.effective_on, _leaving(reorganisation)
    held = _held({(role.user_id, to[role.pk], role.role) for role in leaving}, set(to.values()))
    arriving: list[StaffRole] = []
    keys: dict[int, Key] = {}
    for role in leaving:
        key = keys[role.pk] = (role.user_id, to[role.pk], role.role)
        free = free_spans((max(role.valid_from, day), role.valid_to), held[key])
        held[key] += free
        if role.valid_from >= day and free:
            # It had not begun: it begins at the heir instead.
            role.unit_id, (role.valid_from, role.valid_to) = key[1], free.pop(0)
            role.save()
        arriving += [StaffRole(user_id=key[0], unit_id=key[1], role=key[2], valid_from=a, valid_to=b) for a, b in free]
    StaffRole.objects.filter(pk__in=[r.pk for r in leaving if r.valid_from < day]).update(valid_to=day)
    StaffRole.objects.bulk_create(arriving)
    _keep_stand_ins(keys, day)
    return True


def _keep_stand_ins(keys: dict[int, Key], day: dt.date) -> None:
    """Whoever stands in for a role after the day stands in for the one at the heir, also where two became one.

    Who was named for the role at the heir itself, or for the first of two, stays.
    """
    rows = list(StandIn.objects.filter(held__in=keys, absence__valid_to__gt=day).order_by("held__unit__code", "pk"))
    following: dict[Key, list[StaffRole]] = defaultdict(list)
    at_heirs = StaffRole.objects.filter(unit__in={unit for _user, unit, _role in keys.values()})
    for role in at_heirs.filter(user__in={keys[row.held_id][0] for row in rows}).exclude(valid_to__lte=day):
        following[role.user_id, role.unit_id, role.role].append(role)
    carried = [
        StandIn(absence_id=row.absence_id, held=role, person_id=row.person_id)
        for row in rows
        for role in following[keys[row.held_id]]
    ]
    StandIn.objects.bulk_create(carried, ignore_conflicts=True)


def _held(keys: set[Key], units: Iterable[int]) -> dict[Key, list[Span]]:
    found: dict[Key, list[Span]] = defaultdict(list)
    people = {user for user, _unit, _role in keys}
    for role in StaffRole.objects.filter(unit__in=list(units), user__in=people):
        found[role.user_id, role.unit_id, role.role].append((role.valid_from, role.valid_to))
    return found


def free_spans(wanted: Span, taken: Iterable[Span]) -> list[Span]:
    """The parts of a period that no other covers, in order; ends are the first day no longer in it, None for open."""
    free = [wanted]
    for start, end in taken:
        free = [piece for span in free for piece in _without(span, start, end)]
    return free


def _without(span: Span, start: dt.date, end: dt.date | None) -> list[Span]:
    first, last = span
    if (last is not None and start >= last) or (end is not None and end <= first):
        return [span]
    before = [(first, start)] if first < start else []
    after = [(end, last)] if end is not None and (last is None or end < last) else []
    return [*before, *after]
