"""The append-only log of what happened to a dossier, chained by hashes.

PostgreSQL refuses UPDATE and DELETE on events (migration `event_log_trigger`), and refuses a dossier
whose status is not the one of its newest event.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import Action, Status


def known_actions() -> list[tuple[str, Any]]:
    """The actions with their labels; a function, so that a new action needs no migration."""
    return Action.choices


class Event(models.Model):
    """One act on one dossier; `hash` covers all its fields and the hash of the event before it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=30, choices=known_actions)
    status_from = models.PositiveSmallIntegerField(choices=Status.choices, null=True, blank=True)
    status_to = models.PositiveSmallIntegerField(choices=Status.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        """Events of a dossier are numbered from 1 without gaps."""

        verbose_name = _("Sự kiện của hồ sơ")
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["dossier", "sequence"], name="event_sequence_unique")]
        indexes = [models.Index(fields=["at"], name="event_at")]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.sequence} {self.action}"
