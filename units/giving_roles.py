"""Who gives and ends the roles of staff: system administrators all, administrators of a unit those of its work.

Nobody gives a role to themselves.

The only administrator of a new installation has nobody else to ask, and gives the first roles alone.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.models import Kind, User

from .access import units_of
from .models import StaffRole, today_in_vietnam
from .roles import Role

GIVEN_AT_UNITS = (Role.CLERK, Role.OFFICER, Role.LEADER, Role.HOTLINE_OPERATOR, Role.ACCOUNTANT)
"""Roles that administrators of a unit give there; rights over others' units and accounts are the system's to give."""
UNIT_ADMINS = (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)


def check_gift(giver: User, given: StaffRole) -> None:
    """Refuse (ValidationError, beside its field) a role that this person may not give, or that nobody could use."""
    if not _may_give(giver, given):
        raise ValidationError(_("Chỉ người quản trị hệ thống giao được vai trò."))
    if given.user_id == giver.pk and not (giver.is_superuser and not _has_colleagues(giver)):
        raise ValidationError({"user": _("Không ai tự giao vai trò cho mình: hãy nhờ người quản trị khác.")})
    if given.user.kind != Kind.STAFF or not given.user.is_active:
        raise ValidationError({"user": _("Chỉ giao vai trò cho tài khoản cán bộ đang mở.")})
    if not given.unit.is_current(max(given.valid_from, today_in_vietnam())):
        raise ValidationError({"unit": _("Đơn vị này không hoạt động vào ngày đó.")})


def _may_give(giver: User, given: StaffRole) -> bool:
    if not giver.is_active:
        return False
    if giver.is_superuser:
        return True
    return given.role in GIVEN_AT_UNITS and given.unit_id in units_of(giver, *UNIT_ADMINS)


def check_end(role: StaffRole) -> None:
    """Refuse an end in the past: what somebody did until today they did in that role."""
    if role.valid_to is not None and role.valid_to < today_in_vietnam():
        raise ValidationError({"valid_to": _("Ngày hết hiệu lực không được trước hôm nay.")})


def _has_colleagues(giver: User) -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=giver.pk).exists()
