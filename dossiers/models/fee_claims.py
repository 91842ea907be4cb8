"""What a filer says of the groups of people they belong to, where a rule on fees favours a group."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import ClaimState, PaperSource


class FeeClaim(models.Model):
    """One group of people that a filer claims to belong to, with the proof that the rule asks for.

    `rule` is the one that was claimed; `pinned` holds it, and every other rule of the same group that fitted the
    filing, as they read on that day (`fee_pins`). `finding` and `reason` are the clerk's note until the dossier is
    received, which makes them the decision (`fee_claims`).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="fee_claims")
    rule = models.ForeignKey("procedures.FeeRule", on_delete=models.PROTECT, related_name="+")
    pinned: models.JSONField[Any, Any] = models.JSONField()
    group = models.CharField(max_length=64)
    group_name = models.TextField(_("Nhóm người được hưởng"))
    source = models.CharField(max_length=12, choices=PaperSource.choices)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.CharField(max_length=10, choices=ClaimState.choices, blank=True)
    reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.CLAIMED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A group is claimed once; a decision has an author and a moment, a rejection also its reason."""

        verbose_name = _("Đề nghị miễn, giảm phí, lệ phí")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "group"], name="fee_claim_once_a_group"),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="fee_claim_state_known"),
            models.CheckConstraint(
                condition=Q(source=PaperSource.UPLOADED, upload__isnull=False)
                | (~Q(source=PaperSource.UPLOADED) & Q(upload__isnull=True)),
                name="fee_claim_file_fits_source",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CLAIMED, decided_by=None, decided_at=None)
                | (~Q(state=ClaimState.CLAIMED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="fee_claim_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.REJECTED) | ~Q(reason=""), name="fee_claim_rejected_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.group}"
