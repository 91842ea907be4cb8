"""Who writes, schedules and cancels reorganisations: administrators of the province. Two of them for a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.accounts.rules import Rule
from units.access import roles_of
from units.models import Reorganisation, StaffRole, UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

ADMINS = (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)


def administers_province(user: User | AnonymousUser) -> bool:
    """Whether the person administers the units of the whole province."""
    return any(held.role in ADMINS and held.unit.kind == UnitKind.PROVINCIAL_COMMITTEE for held in roles_of(user))


PROVINCE_ADMIN = Rule("administers the province", lambda request: administers_province(request.user))


def why_not_schedule(plan: Reorganisation, user: User) -> str:
    """Why this person may not schedule the plan; "" when they may.

    Four eyes: whoever wrote it asks a colleague, unless there is none.
    """
    if plan.written_by_id == user.pk and _has_colleagues(user):
        return _("Người soạn không tự lên lịch: hãy nhờ người quản trị khác kiểm tra và lên lịch.")
    return ""


def _has_colleagues(user: User) -> bool:
    others = StaffRole.objects.current().filter(role__in=ADMINS, unit__kind=UnitKind.PROVINCIAL_COMMITTEE)
    return others.filter(user__is_active=True).exclude(user=user).exists()


def is_at_the_desk(request: HttpRequest) -> bool:
    """For menus that everybody sees: no query for citizens."""
    return getattr(request.user, "kind", "") == "staff" and PROVINCE_ADMIN.check(request)
