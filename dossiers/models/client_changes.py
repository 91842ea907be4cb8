"""What each system that files through REST can follow: the events of its own dossiers, numbered for it.

PostgreSQL writes these rows (migration `client_changes`): one beside each event of a dossier that a client filed,
numbered when its transaction commits, client by client (docs/decisions/0040). No code can move a dossier past them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dossiers.models.events import Event


class ClientFeed(models.Model):
    """How far the changes of one client are numbered; its row is locked while numbers are given."""

    client_id = models.CharField(max_length=100, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.client_id}: {self.number}"


class ClientChange(models.Model):
    """One event of one of the client's dossiers; `number` is None only within the transaction that writes it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="+")
    client_id = models.CharField(max_length=100)
    number = models.BigIntegerField(null=True)

    class Meta:
        """Numbered from 1 for each client, without gaps."""

        constraints = [
            models.UniqueConstraint(fields=["client_id", "number"], name="client_change_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="client_change_from_one"),
        ]
        indexes = [
            models.Index(fields=["client_id"], name="client_change_unnumbered", condition=Q(number=None)),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.number}"
