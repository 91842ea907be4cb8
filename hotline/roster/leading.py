"""Whose teams are whose: who leads one, who sees one, who can be put on its shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hotline.models import Duty, Team
from hotline.problems import NotYours
from hotline.visibility import HANDLING_ROLES, TRUSTED_ROLES
from portal.accounts.models import User
from units.access import own_agency_units, units_of, units_of_agency
from units.models import StaffRole
from units.roles import Role

if TYPE_CHECKING:
    from units.models import Unit

SETS_UP = (Role.SUPERVISOR, Role.LEADER)
"""Who makes teams and names their leads: the head of an agency, and whoever watches it."""


def _arranged_by(user: User) -> Q:
    units = units_of(user, Role.SUPERVISOR) | own_agency_units(user, Role.LEADER)
    return Q(lead=user) | Q(unit__in=units) if units else Q(lead=user)


def led_by(user: User) -> QuerySet[Team]:
    """Teams whose roster the person may change."""
    return Team.objects.filter(_arranged_by(user), ended_at=None).select_related("unit__calendar", "lead")


def seen_by(user: User) -> QuerySet[Team]:
    """Teams whose roster the person may read: those of the units where they answer, and where they are on duty."""
    units = units_of(user, *TRUSTED_ROLES, *HANDLING_ROLES)
    there = Duty.objects.filter(user=user, is_active=True).values("shift__team")
    mine = _arranged_by(user) | Q(unit__in=units) | Q(pk__in=there)
    return Team.objects.filter(mine, ended_at=None).select_related("unit__calendar", "lead")


def leads(user: User, team: Team) -> bool:
    """Whether the person may change the roster."""
    return led_by(user).filter(pk=team.pk).exists()


def require(user: User, team: Team) -> None:
    """Raises NotYours."""
    if not leads(user, team):
        raise NotYours(_("Chỉ người phụ trách tổ trực, lãnh đạo đơn vị và người giám sát sửa được lịch trực này."))


def units_for(user: User) -> set[int]:
    """Ids of the units where the person may set up a team."""
    return units_of(user, Role.SUPERVISOR) | own_agency_units(user, Role.LEADER)


def candidates(unit: Unit) -> list[User]:
    """Who can be on duty for a unit: everybody who works at its agency today, by name."""
    there = StaffRole.objects.current().filter(unit__in=units_of_agency(unit), user__is_active=True)
    return list(User.objects.filter(pk__in=there.values("user")).order_by("full_name", "pk"))
