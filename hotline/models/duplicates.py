"""Tickets that tell of one matter: the leading one, and those that wait for its answer.

A trigger in PostgreSQL refuses to delete a row or to change what was linked, and a chain of links (migration
`duplicates`): a link that was wrong is taken back by a moment, not by a deletion.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotline.models.answers import Answer
from hotline.models.tickets import Ticket


class Duplicate(models.Model):
    """`ticket` tells of the same matter as `leader`; `answer` is the one of the leader that it was answered with."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="merges", db_index=False)
    leader = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="led", db_index=False)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    split_at = models.DateTimeField(null=True, blank=True)
    split_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    left_out = models.CharField(max_length=300, blank=True)

    class Meta:
        """One leader at a time, nobody leads themselves, and what was answered is not taken back."""

        verbose_name = _("Phản ánh trùng")
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="duplicate_one_leader", condition=Q(split_at=None)),
            models.CheckConstraint(condition=~Q(ticket=F("leader")), name="duplicate_of_another"),
            models.CheckConstraint(condition=Q(split_at=None) | Q(answer=None), name="duplicate_answered_stays"),
            models.CheckConstraint(
                condition=Q(split_at=None, split_by=None) | Q(split_at__isnull=False, split_by__isnull=False),
                name="duplicate_split_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["leader", "id"], name="duplicate_of_leader", condition=Q(split_at=None)),
            models.Index(fields=["id"], name="duplicate_waiting", condition=Q(split_at=None, answer=None, left_out="")),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} -> {self.leader_id}"
