"""One hash over a day's events, so that a whole log can't be written anew unnoticed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayDigest(models.Model):
    """The SHA-256 over the last hash of every dossier that moved on a day, signed by the deployment."""

    day = models.DateField(unique=True)
    dossier_count = models.PositiveIntegerField()
    event_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One digest a day."""

        verbose_name = _("Dấu niêm phong ngày")

    def __str__(self) -> str:
        return f"{self.day}: {self.digest[:12]}"
