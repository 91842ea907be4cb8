"""Who keeps the accounts of which units: each agency answers for its own money, so the reach ends with the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from payments.models import Order
from portal.accounts.models import User
from portal.accounts.rules import Rule
from units.access import staff_rule, units_of
from units.models import Unit, ValidityQuerySet
from units.roles import Role

if TYPE_CHECKING:
    from payments.models.orders import OrderQuerySet

ACCOUNTANT = staff_rule(Role.ACCOUNTANT)
#: Heads of units approve what their accountants ask: a unit with one accountant has a second pair of eyes too.
REFUND_DECIDERS = staff_rule(Role.ACCOUNTANT, Role.LEADER)
LEADER = staff_rule(Role.LEADER)


def accountant(request: HttpRequest) -> User:
    """Who asks. PermissionDenied for strangers, whom the access rule stops before."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def units_kept_by(user: User) -> set[int]:
    """Ids of the units whose accounts the person keeps."""
    return units_of(user, Role.ACCOUNTANT)


def named_units_of(user: User) -> ValidityQuerySet[Unit]:
    """Those units, also ended ones since money of theirs may still be open, in the order of their codes."""
    return Unit.objects.filter(pk__in=units_kept_by(user)).order_by("code")


def orders_of(user: User) -> OrderQuerySet:
    """The orders of those units."""
    return Order.objects.of_units(units_kept_by(user))


def is_accountant(request: HttpRequest) -> bool:
    """For menus that everybody sees: no query for citizens."""
    return getattr(request.user, "kind", "") == "staff" and ACCOUNTANT.check(request)


#: For the public menu.
AT_THE_BOOKS = Rule("staff who keep accounts", is_accountant)
