"""Who may do what where: the roles a person holds today and the units they reach.

Casework and accounts end where another agency begins; roles that watch or administer reach every unit
beneath. Whoever reaches a unit reaches those whose work it took over: their archive, and what has
not moved yet. Answers are kept on the user object, so one request asks the database once per question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.rules import Rule

from .models import AGENCY_KINDS, StaffRole, Unit, today_in_vietnam
from .roles import OWN_AGENCY_ROLES, Role

_REACH = """
WITH RECURSIVE reach(id) AS (
    SELECT id FROM units_unit WHERE id = ANY(%(start)s)
    UNION
    SELECT nearby.id FROM reach CROSS JOIN LATERAL (
        SELECT unit.id FROM units_unit unit WHERE unit.parent_id = reach.id AND NOT (unit.kind = ANY(%(stop)s))
        UNION ALL
        SELECT succession.predecessor_id FROM units_unitsuccession succession
        WHERE succession.successor_id = reach.id AND succession.effective_from <= %(today)s
    ) AS nearby
)
SELECT id FROM reach
"""

#: Two branches, each by its own index (with OR the whole table would be read); as text, since Django takes as long to
#: write a statement of this breadth as PostgreSQL takes to answer it, and a UNION has it written twice.
_OWN_AND_STOOD_IN = """
SELECT id FROM units_staffrole WHERE user_id = %s
UNION ALL
SELECT standin.held_id FROM units_standin standin JOIN units_absence absence ON absence.id = standin.absence_id
WHERE standin.person_id = %s AND absence.valid_from <= %s AND absence.valid_to > %s
"""


def roles_of(user: User | AnonymousUser, on: dt.date | None = None) -> list[StaffRole]:
    """Roles in force on a date (today by default) with their units; one query, kept on the user.

    A role of somebody who is away that day counts for whoever stands in: its `user` is then the other one.
    """
    if not user.is_authenticated or not user.is_active:
        return []
    day = on or today_in_vietnam()
    kept: dict[dt.date, list[StaffRole]] = user.__dict__.setdefault("_roles_by_day", {})
    if day not in kept:
        theirs = RawSQL(_OWN_AND_STOOD_IN, [user.pk, user.pk, day, day])  # noqa: S611 - a constant
        held = StaffRole.objects.current(day).filter(pk__in=theirs, user__is_active=True)
        both = held.select_related("unit__parent", "user")
        kept[day] = sorted(both, key=lambda role: (role.unit.code, role.role, role.user_id != user.pk, role.pk))
    return kept[day]


def stands_in_for(user: User, role: str, unit: Unit) -> User | None:
    """Whom the person stands in for when they act in a role for a unit; None where they hold it themselves.

    No query for whoever stands in for nobody.
    """
    others = [held for held in roles_of(user) if held.role == role and held.user_id != user.pk]
    if not others:
        return None
    own = {held.unit_id for held in roles_of(user) if held.role == role and held.user_id == user.pk}
    if unit.pk in _beneath(own, _end_of(role)):
        return None
    return next((held.user for held in others if unit.pk in _beneath({held.unit_id}, _end_of(role))), None)


def units_of(user: User | AnonymousUser, *roles: str) -> set[int]:
    """Ids of the units a person reaches by any of these roles (by any role when none is named).

    Clerks, officers, leaders and accountants reach their unit and the parts of the same agency beneath it;
    other roles reach every unit beneath.
    """
    wanted = frozenset(roles or Role.values)
    kept: dict[frozenset[str], set[int]] = user.__dict__.setdefault("_units_by_roles", {})
    if wanted not in kept:
        held = [role for role in roles_of(user) if role.role in wanted]
        within = {role.unit_id for role in held if role.role in OWN_AGENCY_ROLES}
        others = {role.unit_id for role in held if role.role not in OWN_AGENCY_ROLES}
        kept[wanted] = _kept_beneath(user, within, AGENCY_KINDS) | _kept_beneath(user, others, ())
    return kept[wanted]


def own_agency_units(user: User | AnonymousUser, *roles: str) -> set[int]:
    """Ids of the units where a person holds one of these roles and of the parts of the same agency beneath them.

    What is everybody's own affair (who shares out work, who is away) ends where another agency begins, for every role.
    """
    return _beneath({held.unit_id for held in roles_of(user) if held.role in roles}, AGENCY_KINDS)


def reached_from(units: set[int]) -> set[int]:
    """Ids of the units and of the parts of the same agencies beneath them: where casework roles held there count."""
    return _beneath(units, AGENCY_KINDS)


def units_of_agency(unit: Unit) -> set[int]:
    """Ids of the agency that a unit belongs to and of its parts."""
    return _beneath({unit.agency.pk}, AGENCY_KINDS)


def has_role(user: User | AnonymousUser, role: str, unit: Unit) -> bool:
    """Whether the person holds the role for this unit, directly or from above."""
    return unit.pk in units_of(user, role)


def holds_any(user: User | AnonymousUser, *roles: str) -> bool:
    """Whether the person holds one of the roles somewhere; any role when none is named."""
    wanted = roles or Role.values
    return any(role.role in wanted for role in roles_of(user))


def staff_rule(*roles: str) -> Rule:
    """An access rule: signed in and holding one of these roles at some unit today.

    Which unit is the view's business: its queryset starts from `units_of`.
    """

    def check(request: HttpRequest) -> bool:
        return holds_any(request.user, *roles)

    return Rule("staff:" + ",".join(sorted(map(str, roles))), check)


def forget(user: User | AnonymousUser) -> None:
    """Drop what is kept on the user object, after its roles changed in the same process."""
    user.__dict__.pop("_roles_by_day", None)
    user.__dict__.pop("_units_by_roles", None)
    user.__dict__.pop("_units_beneath", None)


def _end_of(role: str) -> Iterable[str]:
    """The kinds of unit at which the reach of a role ends."""
    return AGENCY_KINDS if role in OWN_AGENCY_ROLES else ()


def _kept_beneath(user: User | AnonymousUser, start: set[int], stop: Iterable[str]) -> set[int]:
    """As `_beneath`; roles that begin at the same units share one question."""
    kept: dict[tuple[frozenset[int], bool], set[int]] = user.__dict__.setdefault("_units_beneath", {})
    asked = (frozenset(start), bool(stop))
    if asked not in kept:
        kept[asked] = _beneath(start, stop)
    return kept[asked]


def _beneath(start: set[int], stop: Iterable[str]) -> set[int]:
    if not start:
        return set()
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"start": list(start), "stop": [*map(str, stop)], "today": today_in_vietnam()}
        cursor.execute(_REACH, given)
        return {row[0] for row in cursor.fetchall()}


STAFF = Rule("staff", staff_rule(*Role.values).check)
