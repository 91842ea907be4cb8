"""The log of a decision's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.accounts.models import User
from procedures.models.decision import Decision
from procedures.models.decision_states import DecisionAct


class DecisionEvent(models.Model):
    """One act in the log of a decision; rows are never changed nor deleted (trigger)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=9, choices=DecisionAct)
    person: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("nhật ký quyết định")
        ordering = ("decision_id", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(act__in=DecisionAct.values), name="decision_act_known"),
            # What people did is signed by them; the worker alone has no name.
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(act__in=("publish", "fail")), name="decision_act_has_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=("send_back", "cancel", "clear")) | ~Q(text=""), name="decision_act_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} {self.act}"
