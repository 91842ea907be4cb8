"""Who works at the till: clerks take money and close their shifts; a second person sees reversals."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from payments.models import Order, Reversal, Shift
from payments.models.reversals import ReversalState
from portal.accounts.models import User
from units import access
from units.models import Unit
from units.roles import Role

#: Who may be the second pair of eyes.
APPROVERS = (Role.LEADER, Role.UNIT_ADMIN, Role.ACCOUNTANT)
CLERK = access.staff_rule(Role.CLERK)
APPROVER = access.staff_rule(*APPROVERS)
AT_THE_TILL = access.staff_rule(Role.CLERK, *APPROVERS)


def tills_of(user: User) -> list[Unit]:
    """The units at which somebody is a clerk, each once."""
    held = {role.unit_id: role.unit for role in access.roles_of(user) if role.role == Role.CLERK}
    return list(held.values())


def takes_for(user: User, order: Order) -> bool:
    """Whether somebody may take money for an order: a clerk of its agency, who then reads who pays for what.

    To every other clerk the code tells what it tells anybody: what is to be paid, and for what.
    """
    agencies = {unit.agency.pk: unit for unit in tills_of(user)}
    return any(order.unit_id in access.units_of_agency(unit) for unit in agencies.values())


def shifts_of(user: User) -> QuerySet[Shift]:
    """Shifts that somebody may see: their own, and those of the units whose reversals they approve."""
    shifts = Shift.objects.select_related("unit", "clerk")
    own = shifts.filter(clerk=user)
    approved = access.units_of(user, *APPROVERS)
    return own | shifts.filter(unit__in=approved) if approved else own


def reversals_waiting(request: HttpRequest) -> QuerySet[Reversal]:
    """What waits for this person's decision."""
    units = access.units_of(request.user, *APPROVERS)
    waiting = Reversal.objects.filter(state=ReversalState.ASKED, entry__shift__unit__in=units)
    return waiting.exclude(asked_by=request.user.pk)
