"""Who sees which dossiers: the one place where querysets of dossiers start (design: nobody sees what is not theirs)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from dossiers.statuses import Action, PartyRole
from portal.accounts.models.user import AssuranceLevel
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dossiers.models import Dossier  # noqa: F401 - named by the generic base below
    from portal.accounts.models import User

WORKING_ROLES = (Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
"""Roles that open dossiers of their units and of the units beneath."""


PLACES = ("receiving_unit", "competent_unit", "handling_unit")
"""The units that a dossier is at: whoever works at one of them works with it."""


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

    def once_at(self, user: User | AnonymousUser) -> Self:
        """Dossiers that the person's units had before they were sent on, or whose papers pass there: theirs to see."""
        units = units_of(user, *WORKING_ROLES)
        if not units:
            return self.none()
        left = self.model.objects.filter(hops__from_unit__in=units).values("pk")
        sent = self.model.objects.filter(
            Q(paper_transfers__from_unit__in=units) | Q(paper_transfers__to_unit__in=units)
        ).values("pk")
        worked = self.model.objects.filter(tasks__unit__in=units, tasks__outcome=Action.REROUTE).values("pk")
        return self.filter(Q(pk__in=left) | Q(pk__in=worked) | Q(pk__in=sent))

    def with_papers_for(self, user: User) -> Self:
        """Dossiers whose papers are on the way to a counter where the person is a clerk."""
        units = units_of(user, Role.CLERK)
        return self.filter(paper_transfers__to_unit__in=units, paper_transfers__arrived_at=None)

    def filed_by_client(self, client_id: str) -> Self:
        """Dossiers that another system filed through the API; none for an empty id."""
        return self.filter(client_id=client_id) if client_id else self.none()

    def filed_by(self, user: User) -> Self:
        """Dossiers that the person filed: theirs to read and to act on."""
        return self.filter(submitted_by=user)

    def owned_by(self, user: User) -> Self:
        """Dossiers that the person filed, or whose proven owner they are (theirs to read only), newest first."""
        return self.filter(self._of(user)).order_by("-submitted_at", "-pk")

    def readable_by(self, user: User) -> Self:
        """Dossiers whose papers the person may open: owned, or passing through their units."""
        units = units_of(user, *WORKING_ROLES)
        return self.filter(self._of(user) | _at(units)) if units else self.filter(self._of(user))

    def _of(self, user: User) -> Q:
        """Filed by the person, or about them: whoever is filed for may know it (Luật 91/2025/QH15 Đ4)."""
        if not is_identified(user):
            return Q(submitted_by=user)
        matters = self.model.objects.filter(
            parties__role=PartyRole.OWNER, parties__id_number_index=user.id_number_index
        )
        # Ids by a query of their own: beside the OR, a subquery would have every dossier of the archive read.
        return Q(submitted_by=user) | Q(pk__in=list(matters.values_list("pk", flat=True)))

    def for_lists(self) -> Self:
        """With the names and the calendar that a row of a list shows."""
        return self.select_related("procedure_version", "receiving_unit", "competent_unit__calendar")

    def for_pages(self) -> Self:
        """With everything that a page of one dossier names, in a fixed number of queries."""
        return self.select_related(
            "procedure_version__procedure", "case", "receiving_unit", "competent_unit__calendar", "handling_unit"
        ).prefetch_related("parties")


def is_identified(user: User) -> bool:
    """Whether it is proven who the person is: level 2, by face or fingerprints (NĐ 69/2024/NĐ-CP).

    A number that somebody only typed about themselves opens nothing.
    """
    return user.assurance_level >= AssuranceLevel.LEVEL_2 and bool(user.id_number_index)


def _at(units: set[int]) -> Q:
    return reduce(or_, (Q(**{f"{place}__in": units}) for place in PLACES))
