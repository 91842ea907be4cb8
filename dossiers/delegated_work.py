"""Work in somebody else's place (uỷ quyền, giao thay): what moved to a stand-in, and what only that reaches.

Whoever stands in for nobody today has none, and pays no query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from dossiers.models import Event
from dossiers.statuses import Action
from units.access import reached_from, roles_of, units_of
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User

NONE = Q(pk__in=[])


def turn(user: User) -> Q:
    """The condition on dossiers with their `open_task` that makes them work in another's place.

    Given to the person for somebody who is away today, or waiting for a role at a unit that the person reaches in that
    one's place only.
    """
    held = [role for role in roles_of(user) if role.role in CASEWORK_ROLES]
    absent = {role.user_id for role in held if role.user_id != user.pk}
    if not absent:
        return NONE
    free = Q(open_task__assignee=None) | Q(open_task__assignee__in={user.pk, *absent})
    return _moved_to(user) | (_only_as_stand_in(user) & free)


def _moved_to(user: User) -> Q:
    """Open tasks of the person that an absence moved to them (`standing_in`)."""
    moves = Event.objects.filter(
        dossier=OuterRef("pk"),
        action=Action.ASSIGN,
        at__gte=OuterRef("open_task__opened_at"),
        data__has_key="absence",
        data__to=user.pk,
    )
    return Q(Exists(moves), open_task__assignee=user)


def _only_as_stand_in(user: User) -> Q:
    """Open tasks of roles at units to which the person's own roles do not reach."""
    others = NONE
    held = roles_of(user)
    for name in sorted({role.role for role in held if role.user_id != user.pk} & CASEWORK_ROLES):
        own = {role.unit_id for role in held if role.role == name and role.user_id == user.pk}
        units = units_of(user, name) - (reached_from(own) if own else set())
        others |= Q(open_task__role=name, open_task__unit__in=units)
    return others
