"""Sudden rises of what comes in, each told once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotline.kinds import Kind


class Rise(models.Model):
    """Hours in a row in which far more came in than usual; `kind` is "" for everything together."""

    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    count = models.PositiveIntegerField()
    expected = models.FloatField()

    class Meta:
        """One row a rise, however long it lasts."""

        verbose_name = _("Tăng đột biến")
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "began_at"], name="rise_told_once"),
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="rise_has_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'}: {self.began_at:%d/%m %H:%M}"
