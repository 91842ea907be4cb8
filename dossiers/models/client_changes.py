"""What each system that files through REST can follow: the events of its own dossiers, numbered for it.

PostgreSQL writes these rows (migration `client_changes`): one beside each event of a dossier that a client filed,
numbered when its transaction commits, client by client (docs/decisions/0040). No code can move a dossier past them.
Events from before that stand below zero, in the same order (`dossiers.older_changes`, docs/decisions/0042).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dossiers.models.events import Event


class ClientFeed(models.Model):
    """How far the changes of one client are numbered; its row is locked while numbers are given."""

    client_id = models.CharField(max_length=100, primary_key=True)
    number = models.BigIntegerField(default=0)
    #: How many events from before the feed stand below zero.
    older = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.client_id}: {self.number}"


class ClientChange(models.Model):
    """One event of one of the client's dossiers; `number` is None only within the transaction that writes it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="+")
    client_id = models.CharField(max_length=100)
    number = models.BigIntegerField(null=True)

    class Meta:
        """Numbered from 1 for each client without gaps, down from -1 what was before; 0 is the start to readers."""

        constraints = [
            models.UniqueConstraint(fields=["client_id", "number"], name="client_change_number"),
            models.CheckConstraint(condition=~Q(number=0), name="client_change_never_zero"),
        ]
        indexes = [
            models.Index(fields=["client_id"], name="client_change_unnumbered", condition=Q(number=None)),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.number}"


class OlderChanges(models.Model):
    """How far the events from before the feeds are taken in: one row, held by whoever goes back through the log."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    highest = models.BigIntegerField()
    #: Events with a lower id are still to be looked at.
    below = models.BigIntegerField()
    taken = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="older_changes_once")]

    def __str__(self) -> str:
        return f"{self.highest - self.below}/{self.highest}"
