"""The roles that a person can hold at a unit; what a role may do is decided in `access.py` and above."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Work of a staff member at one unit; a person may hold several, each with its dates."""

    CLERK = "clerk", _("Công chức tiếp nhận và trả kết quả")
    OFFICER = "officer", _("Công chức thụ lý")
    LEADER = "leader", _("Lãnh đạo ký duyệt")
    PUBLISHER = "publisher", _("Người công khai thủ tục")
    UNIT_ADMIN = "unit_admin", _("Quản trị đơn vị")
    HOTLINE_OPERATOR = "hotline_operator", _("Trực đường dây nóng")
    SUPERVISOR = "supervisor", _("Giám sát")
    SYSTEM_ADMIN = "system_admin", _("Quản trị hệ thống")
    ACCOUNTANT = "accountant", _("Kế toán")


#: Roles that act on dossiers. They end where another agency begins: a clerk of the People's
#: Committee of the province has no business in the dossiers of a department or a commune.
CASEWORK_ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.LEADER})

#: Roles that end where another agency begins: casework, and the accounts, since each agency answers for its own money.
OWN_AGENCY_ROLES = CASEWORK_ROLES | {Role.ACCOUNTANT}


def role_choices() -> list[tuple[str, Any]]:
    """Choices told by a function: a new role needs no migration of whoever keeps one."""
    return Role.choices
