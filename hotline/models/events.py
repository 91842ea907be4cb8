"""The append-only log of what happened to a ticket, chained by hashes; PostgreSQL refuses UPDATE and DELETE on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotline.kinds import Action, State
from hotline.models.tickets import Ticket


def known_actions() -> list[tuple[str, Any]]:
    """The actions with their labels; a function, so that a new action needs no migration."""
    return Action.choices


class TicketEvent(models.Model):
    """One act on one ticket; `hash` covers all its fields and the hash of the event before it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=30, choices=known_actions)
    state_from = models.CharField(max_length=10, choices=State.choices, blank=True)
    state_to = models.CharField(max_length=10, choices=State.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    is_told = models.BooleanField(default=False)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        """Events of a ticket are numbered from 1 without gaps; `is_told` are those that the reporter reads."""

        verbose_name = _("Sự kiện của phản ánh")
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["ticket", "sequence"], name="ticket_event_sequence")]
        indexes = [BrinIndex(fields=["at"], name="ticket_event_at")]

    def __str__(self) -> str:
        return f"{self.ticket_id}#{self.sequence} {self.action}"
