"""To whom a call that rang too long, or an urgent ticket that nobody took, was passed on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.calls import Call
from hotline.models.teams import Team
from hotline.models.tickets import Ticket
from portal.accounts.fields import EncryptedTextField


class Offer(models.Model):
    """One step: who is to be rung now. Each step of a matter is there once, however often the worker looks."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="offers")
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, blank=True, related_name="offers", db_index=False
    )
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="offers", db_index=False
    )
    step = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    phone = EncryptedTextField(blank=True)
    offered_at = models.DateTimeField()

    class Meta:
        """About one matter; the constraints are the indexes by which a matter's steps are found."""

        verbose_name = _("Lần báo người tiếp theo")
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["call", "step"], name="offer_step_of_call"),
            models.UniqueConstraint(fields=["ticket", "step"], name="offer_step_of_ticket"),
            models.CheckConstraint(
                condition=Q(ticket=None, call__isnull=False) | Q(ticket__isnull=False, call=None),
                name="offer_of_one_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id or self.call_id}: {self.step}"
