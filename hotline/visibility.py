"""Who sees which tickets, and who may learn who the reporter is: the one place where querysets of tickets start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from dossiers.visibility import WORKING_ROLES
from hotline.kinds import Level
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
        """Tickets that the person works on as staff: all for operators of the province, else those of their units.

        Never one about themselves: the head that a report is about does not see it, in whatever role.
        """
        return self._within(user).exclude(barred__contains=[user.pk]) if user.pk else self.none()

    def counted_by(self, user: User | AnonymousUser) -> Self:
        """The same for sums alone, which tell of no ticket: the wallboard's one index answers it."""
        return self._within(user)

    def _within(self, user: User | AnonymousUser) -> Self:
        if hears_everything(user):
            return self
        # The same set of roles as dossiers ask for: a page that shows both asks the database once.
        units = units_of(user, *WORKING_ROLES)
        if any(held.role == Role.HOTLINE_OPERATOR for held in roles_of(user)):
            units = units | units_of(user, Role.HOTLINE_OPERATOR)
        if works_at_chairs_office(user):  # what climbed to the top is theirs wherever it is answered
            return self.filter(Q(handling_unit__in=units) | Q(level=int(Level.CHAIR)))
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


def watches_everything(user: User | AnonymousUser) -> bool:
    """Whether the person supervises the whole hotline of the province."""
    return any(held.role == Role.SUPERVISOR and held.unit.kind in _OF_THE_PROVINCE for held in roles_of(user))


def works_at_chairs_office(user: User | AnonymousUser) -> bool:
    """Whether the person works at the People's Committee of the province itself."""
    top = UnitKind.PROVINCIAL_COMMITTEE
    return any(held.role in HANDLING_ROLES and held.unit.kind == top for held in roles_of(user))


def is_barred(user: User | AnonymousUser, ticket: Ticket) -> bool:
    """Whether the ticket is about the person as head of an agency."""
    return user.pk in ticket.barred


def may_know_reporter(user: User | AnonymousUser, ticket: Ticket) -> bool:
    """Whether the person may learn who the reporter is; of a confidential one only operators and supervisors."""
    if is_barred(user, ticket):
        return False
    if hears_everything(user):
        return True
    roles = TRUSTED_ROLES if ticket.is_confidential else (*TRUSTED_ROLES, *HANDLING_ROLES)
    return ticket.handling_unit_id in units_of(user, *roles)
