"""Which late entries are whose: an officer's own, those of a head's unit, and all that a supervisor watches.

What lay in the pool of a unit is the own of everybody who holds its role there. Nobody judges what they hold or wrote:
a head's own lateness is judged by another head, or by whoever watches over the unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dossiers.models.explanations import Explanation
from dossiers.responsibility.words import TO_EXPLAIN, Standing
from units.access import roles_of, units_of
from units.roles import CASEWORK_ROLES, Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from dossiers.models.late_lists import LateEntry  # noqa: F401 - named by the generic base below
    from portal.accounts.models import User


class LateEntryQuerySet(models.QuerySet["LateEntry"]):
    """Late entries by who asks."""

    def own_of(self, user: User | AnonymousUser) -> Self:
        """Entries of the person, and of the pools of their units."""
        held = {role.role for role in roles_of(user)}
        if not held & CASEWORK_ROLES:
            return self.none()
        own = Q(person=user.pk)
        for role in sorted(held & CASEWORK_ROLES):
            own |= Q(person=None, role=role, unit__in=units_of(user, role))
        return self.filter(own)

    def watched_by(self, user: User | AnonymousUser) -> Self:
        """Entries of the units that the person heads or watches over."""
        units = {unit for role in (Role.LEADER, Role.SUPERVISOR) for unit in _units_by(user, role)}
        return self.filter(unit__in=units) if units else self.none()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries that the person may read."""
        return self.own_of(user) | self.watched_by(user)

    def to_explain(self, user: User | AnonymousUser, now: datetime) -> Self:
        """Own entries whose explanation can still be written."""
        in_time = Q(standing=Standing.OPEN, explain_until__gte=now) | Q(
            standing=Standing.SENT_BACK, decide_until__gte=now
        )
        open_lists = self.filter(in_time, standing__in=TO_EXPLAIN, late_list__published_at=None)
        return open_lists.own_of(user)

    def to_judge(self, user: User | AnonymousUser) -> Self:
        """Explanations that wait for the person: of their units, neither theirs nor written by them."""
        heads, watches = _units_by(user, Role.LEADER), _units_by(user, Role.SUPERVISOR)
        if not heads and not watches:
            return self.none()
        waiting = self.filter(standing=Standing.WAITING, late_list__published_at=None)
        theirs = Q(unit__in=heads) | Q(unit__in=watches, role=Role.LEADER)
        not_own = Q(person=None) | ~Q(person=user.pk)
        by_another = Explanation.objects.filter(entry=OuterRef("pk"), decided_at=None).exclude(written_by=user.pk)
        return waiting.filter(theirs, not_own, Exists(by_another))


def _units_by(user: User | AnonymousUser, role: Role) -> set[int]:
    """The units reached by a role; no query for whoever does not hold it."""
    return units_of(user, role) if any(held.role == role for held in roles_of(user)) else set()
