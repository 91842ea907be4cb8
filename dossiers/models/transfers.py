"""The ways of papers between counters: sent after a hand-over to another agency, confirmed where they arrive."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class PaperTransfer(models.Model):
    """One way of the papers of a dossier; `missing` is what the counter did not find, as long as it is not there."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="paper_transfers", verbose_name=_("Hồ sơ")
    )
    from_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    missing = models.TextField(blank=True)
    missing_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        """Papers are in one place: one open way a dossier. Both ends find theirs, what is open first."""

        verbose_name = _("Giấy tờ chuyển giữa các nơi")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(arrived_at=None), name="transfer_one_open"),
            models.CheckConstraint(
                condition=Q(arrived_at=None, confirmed_by=None)
                | Q(arrived_at__isnull=False, confirmed_by__isnull=False),
                name="transfer_arrival_has_author",
            ),
            models.CheckConstraint(
                condition=Q(missing_at=None, missing="") | (Q(missing_at__isnull=False) & ~Q(missing="")),
                name="transfer_missing_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit", "sent_at"], name="transfer_coming", condition=Q(arrived_at=None)),
            models.Index(fields=["from_unit", "sent_at"], name="transfer_sent", condition=Q(arrived_at=None)),
            models.Index(
                fields=["to_unit", "-arrived_at"], name="transfer_arrived", condition=Q(arrived_at__isnull=False)
            ),
            # For whoever looks at a dossier that once passed their counter.
            models.Index(fields=["from_unit", "dossier"], name="transfer_of_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.from_unit_id} → {self.to_unit_id}"
