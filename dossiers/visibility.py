"""Who sees which dossiers: the one place where querysets of dossiers start (design: nobody sees what is not theirs)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dossiers.models import Dossier  # noqa: F401 - named by the generic base below
    from portal.accounts.models import User

WORKING_ROLES = (Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
"""Roles that open dossiers of their units and of the units beneath."""


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Querysets of dossiers by who asks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Dossiers that `user` may open: their own, and for staff those that passed through their units."""
        if not user.is_authenticated:
            return self.none()
        units = units_of(user, *WORKING_ROLES)
        return self.filter(Q(submitted_by=user) | _at(units)) if units else self.filter(submitted_by=user)

    def worked_by(self, user: User | AnonymousUser) -> Self:
        """Dossiers that `user` may open as staff: those that passed through their units, and no other of their own."""
        units = units_of(user, *WORKING_ROLES)
        return self.filter(_at(units)) if units else self.none()

    def filed_by_client(self, client_id: str) -> Self:
        """Dossiers that another system filed through the API; none for an empty id."""
        return self.filter(client_id=client_id) if client_id else self.none()

    def owned_by(self, user: User) -> Self:
        """Dossiers that the person filed, newest first."""
        return self.filter(submitted_by=user).order_by("-submitted_at", "-pk")

    def for_lists(self) -> Self:
        """With the names and the calendar that a row of a list shows."""
        return self.select_related("procedure_version", "receiving_unit", "competent_unit__calendar")

    def for_pages(self) -> Self:
        """With everything that a page of one dossier names, in a fixed number of queries."""
        return self.select_related(
            "procedure_version__procedure", "case", "receiving_unit", "competent_unit__calendar", "handling_unit"
        ).prefetch_related("parties")


def _at(units: set[int]) -> Q:
    return Q(receiving_unit__in=units) | Q(competent_unit__in=units) | Q(handling_unit__in=units)
