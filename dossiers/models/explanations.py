"""Explanations (giải trình) of late entries, and what heads found of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Explanation(models.Model):
    """What somebody said about an entry, and what the head found. Each attempt keeps its row."""

    entry = models.ForeignKey("dossiers.LateEntry", on_delete=models.PROTECT, related_name="explanations")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        """Four eyes; one waits at a time; whoever sends back says why."""

        verbose_name = _("Giải trình")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")), name="explanation_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None, decided_by=None, decided_at=None)
                | Q(is_accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="explanation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(is_accepted=False) | ~Q(answer=""), name="explanation_sent_back_in_words"
            ),
            models.UniqueConstraint(fields=["entry"], condition=Q(decided_at=None), name="explanation_one_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.written_at:%Y-%m-%d}"
