"""What was asked of the owner: each request with the papers that it names."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import Stage


class SupplementRequest(models.Model):
    """Phiếu yêu cầu bổ sung: asked once and completely, with the papers and the reason named (NĐ 61/2018 Đ17, Đ19).

    `is_regular`: the one request of its stage, in its time; any other stands on a leader's override.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplement_requests")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    reason = models.TextField(_("Lý do"))
    legal_basis = models.CharField(_("Căn cứ"), max_length=500, blank=True)
    is_regular = models.BooleanField(default=False, db_default=Value(False))
    database_exception = models.CharField(max_length=12, blank=True, db_default=Value(""))
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
            models.UniqueConstraint(
                fields=["dossier", "stage"], condition=Q(is_regular=True), name="supplement_regular_once_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class SupplementOverride(models.Model):
    """A leader lets the owner be asked once more, or late, on a legal ground; it serves for one request."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplement_overrides")
    reason = models.TextField(_("Lý do"))
    legal_ground = models.CharField(_("Căn cứ pháp lý"), max_length=500)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()
    used_by = models.OneToOneField(
        SupplementRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="override"
    )

    class Meta:
        """One waiting override a dossier, never without its ground."""

        verbose_name = _("Cho phép yêu cầu bổ sung thêm")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(used_by=None), name="override_one_unused"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_ground=""), name="override_has_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.allowed_by_id}"


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
