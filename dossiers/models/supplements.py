"""What was asked of the owner: each request with the papers that it names."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import Stage


class SupplementRequest(models.Model):
    """Phiếu yêu cầu bổ sung: asked once and completely, with the papers and the reason named (NĐ 61/2018 Đ17, Đ19)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplement_requests")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    reason = models.TextField(_("Lý do"))
    legal_basis = models.CharField(_("Căn cứ"), max_length=500, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.TextField(blank=True)

    class Meta:
        """Numbered in the dossier; one open request at a time."""

        verbose_name = _("Phiếu yêu cầu bổ sung")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="supplement_number_unique"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(answered_at=None), name="supplement_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class SupplementItem(models.Model):
    """One paper that a supplement request asks for, and what is wrong with it."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.PROTECT, related_name="items")
    component = models.ForeignKey("procedures.Component", on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        """A paper is named once a request."""

        constraints = [models.UniqueConstraint(fields=["request", "component"], name="supplement_item_once")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.component_id}"
