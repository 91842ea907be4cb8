"""The ways that a dossier took between agencies after it came to a wrong one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Hop(models.Model):
    """One technical re-routing, from one competent agency to the next. The clock goes on (NĐ 309/2026 Đ17(3))."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="hops", db_index=False)
    number = models.PositiveSmallIntegerField()
    from_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    ground = models.TextField(blank=True)
    is_circling = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Hops of a dossier are numbered from 1, and none stays where it was."""

        verbose_name = _("Lần chuyển cơ quan")
        ordering = ["number"]
        constraints = [
            # Stands for the index of the foreign key, too.
            models.UniqueConstraint(fields=["dossier", "number"], name="hop_number_unique"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="hop_goes_elsewhere"),
            models.CheckConstraint(condition=~Q(reason=""), name="hop_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.number}"
