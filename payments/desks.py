"""At whose matching desk money lies that names no order: none lies nowhere, and none at two desks.

In this order: whoever has the account it came into (of several units of an agency the one that had it last); where the
provider told no account, as the national platform does, the agency whose code begins the order code that was told; else
the province's accountants (`Payment.desk` is None). A desk follows its unit: who takes over from it finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from payments.accountants import units_kept_by
from payments.models import BankAccount
from units.access import roles_of
from units.models import Unit, UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from payments.reported import Reported
    from portal.accounts.models import User


def desk_of(reported: Reported) -> int | None:
    """The id of the unit at whose desk such money lies; None: at the province's."""
    if reported.account_number:
        having = BankAccount.objects.filter(number=reported.account_number).order_by("-pk")
        return having.values_list("unit", flat=True).first()
    agency, is_code, _rest = reported.order_code.partition("-")
    return Unit.objects.filter(code=agency).values_list("pk", flat=True).first() if is_code else None


def sits_for_the_province(user: User) -> bool:
    """Whether somebody keeps the accounts of the province's own committee, to whom nobody's money falls."""
    held = (role for role in roles_of(user) if role.role == Role.ACCOUNTANT)
    return any(role.unit.kind == UnitKind.PROVINCIAL_COMMITTEE for role in held)


def desks_of(user: User) -> Q:
    """Which payments without an order lie at a person's desks."""
    own = Q(desk__in=units_kept_by(user))
    return own | Q(desk=None) if sits_for_the_province(user) else own
