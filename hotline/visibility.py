"""Who sees which tickets, and who may learn who the reporter is: the one place where querysets of tickets start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from dossiers.visibility import WORKING_ROLES
from units.access import roles_of, units_of
from units.models import UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hotline.models import Ticket
    from portal.accounts.models import User

HANDLING_ROLES = (Role.CLERK, Role.OFFICER, Role.LEADER)
"""Roles that answer the tickets of their units."""
TRUSTED_ROLES = (Role.HOTLINE_OPERATOR, Role.SUPERVISOR)
"""Roles that see every ticket in their reach, and may learn who a confidential reporter is."""
_OF_THE_PROVINCE = (UnitKind.PROVINCIAL_CENTRE, UnitKind.PROVINCIAL_COMMITTEE)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Querysets of tickets by who asks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Tickets that the person works on as staff: all for operators of the province, else those of their units."""
        if hears_everything(user):
            return self
        # The same set of roles as dossiers ask for: a page that shows both asks the database once.
        units = units_of(user, *WORKING_ROLES)
        if any(held.role == Role.HOTLINE_OPERATOR for held in roles_of(user)):
            units = units | units_of(user, Role.HOTLINE_OPERATOR)
        return self.filter(handling_unit__in=units) if units else self.none()

    def sent_by(self, user: User) -> Self:
        """Tickets that the person sent while signed in, newest first."""
        return self.filter(user=user).order_by("-received_at", "-pk")

    def for_pages(self) -> Self:
        """With everything that a page of one ticket names, in one query."""
        return self.select_related(
            "about_unit", "handling_unit__calendar", "owner", "procedure", "dossier__procedure_version", "user"
        )


def hears_everything(user: User | AnonymousUser) -> bool:
    """Whether the person sits at the hotline of the province, or watches the whole of it."""
    return any(held.role in TRUSTED_ROLES and held.unit.kind in _OF_THE_PROVINCE for held in roles_of(user))


def may_know_reporter(user: User | AnonymousUser, ticket: Ticket) -> bool:
    """Whether the person may learn who the reporter is; of a confidential one only operators and supervisors."""
    if hears_everything(user):
        return True
    roles = TRUSTED_ROLES if ticket.is_confidential else (*TRUSTED_ROLES, *HANDLING_ROLES)
    return ticket.handling_unit_id in units_of(user, *roles)
