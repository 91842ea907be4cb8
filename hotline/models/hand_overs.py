"""What a shift hands over to the next: words for the team and for each open matter, and who has read them.

Three tables that PostgreSQL lets nobody change or delete from: what was handed over stays what was handed over.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.calls import Call
from hotline.models.teams import Team
from hotline.models.tickets import Ticket


class HandOver(models.Model):
    """The notes of one person at the end of their shift; `text` is for the whole team."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="hand_overs", db_index=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField(blank=True)

    class Meta:
        """Read by team, the newest first."""

        verbose_name = _("Bàn giao ca")
        indexes = [models.Index(fields=["team", "-id"], name="hand_over_of_team")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.written_at:%d/%m %H:%M}"


class HandOverNote(models.Model):
    """What the next one must know of one open ticket or call."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="notes")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()

    class Meta:
        """About one matter, and with words."""

        verbose_name = _("Ghi chú bàn giao")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket=None, call__isnull=False) | Q(ticket__isnull=False, call=None),
                name="hand_over_note_of_one_matter",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="hand_over_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.ticket_id or self.call_id}"


class HandOverReading(models.Model):
    """Somebody says that they have read it."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="readings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        """Once a person."""

        verbose_name = _("Đã đọc bàn giao")
        constraints = [models.UniqueConstraint(fields=["hand_over", "user"], name="hand_over_read_once")]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.user_id}"
