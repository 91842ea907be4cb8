"""What somebody has to know about a dossier, until they settle it or the dossier moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.alert_kinds import AlertKind, Rung
from dossiers.models.dossier import Dossier
from units.access import roles_of, units_of
from units.roles import Role, role_choices

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User


def known_alerts() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return AlertKind.choices


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts by who asks."""

    def addressed_to(self, user: User | AnonymousUser) -> Self:
        """Alerts for a role that the person holds at the alert's unit or from above it."""
        told = Q()
        for role in sorted({held.role for held in roles_of(user)} & TOLD_ROLES):
            told |= Q(role=role, unit__in=units_of(user, role))
        return self.filter(told) if told else self.none()

    def open(self) -> Self:
        """Alerts that nobody has settled."""
        return self.filter(settled_at=None)

    def unseen(self) -> Self:
        """Open alerts that nobody they are for has said to have seen."""
        return self.open().filter(seen_at=None)


TOLD_ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR})
"""Roles that alerts are written to."""


class Alert(models.Model):
    """One thing told to one role at one unit; `since` is the moment from which it is so (the due time that passed)."""

    kind = models.CharField(max_length=20, choices=known_alerts)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    role = models.CharField(max_length=20, choices=role_choices)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    rung = models.PositiveSmallIntegerField(choices=Rung.choices)
    since = models.DateTimeField()
    raised_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        """Nobody is told the same twice; whoever settles says how."""

        verbose_name = _("Cảnh báo")
        constraints = [
            # Stands for the index of the dossier's foreign key, too.
            models.UniqueConstraint(fields=["dossier", "kind", "since", "role", "unit"], name="alert_told_once"),
            models.CheckConstraint(
                condition=Q(settled_by=None) | (Q(settled_at__isnull=False) & ~Q(note="")),
                name="alert_settled_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role"], name="alert_open_at_unit", condition=Q(settled_at=None)),
            models.Index(fields=["unit", "role", "-id"], name="alert_of_unit"),
            models.Index(
                fields=["kind", "rung", "since"],
                name="alert_waiting_for_rung",
                condition=Q(settled_at=None, escalated_at=None),
            ),
            models.Index(fields=["since"], name="alert_first_told", condition=Q(rung=Rung.OFFICER)),
            models.Index(fields=["raised_at"], name="alert_not_mailed", condition=Q(mailed_at=None, settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"
