"""Work on a dossier: the step it stands at, who holds it, and what was asked of the owner."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import Stage
from units.roles import Role


class Task(models.Model):
    """One step of the internal process at one unit, from arrival to its outcome."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tasks")
    step = models.ForeignKey("procedures.Step", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        """At most one open task a dossier until parallel consultation comes."""

        verbose_name = _("Bước xử lý")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(finished_at=None), name="task_one_open"),
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="") | Q(finished_at__isnull=False), name="task_outcome_when_done"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "due_at"], name="task_open_by_unit", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.step_id}"


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


class Refusal(models.Model):
    """Phiếu từ chối: the reason and the legal ground; a refusal without a ground can't be stored."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="refusal")
    reason = models.TextField(_("Lý do"))
    legal_ground = models.CharField(_("Căn cứ pháp lý"), max_length=500)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        """Reason and ground are law (NĐ 61/2018 Đ17(1)), so the database asks for them."""

        verbose_name = _("Phiếu từ chối")
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_ground=""), name="refusal_has_ground"),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
