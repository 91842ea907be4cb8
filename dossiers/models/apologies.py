"""The apology for a dossier that will not be ready in time, with the new day that is promised."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Apology(models.Model):
    """Văn bản xin lỗi và hẹn lại: drafted by an officer, approved by a leader, once in the life of a dossier.

    `due_before` is the due time that it replaces; `is_late` tells that it came after the working day before that.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="apology")
    reason = models.TextField(_("Lý do"))
    due_before = models.DateTimeField()
    new_due_at = models.DateTimeField()
    due_sum: models.JSONField[Any, Any] = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    returned_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        """Once a dossier by its key (NĐ 61/2018 Đ19(9)); four eyes; a promise lies after what it replaces."""

        verbose_name = _("Văn bản xin lỗi và hẹn lại")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="apology_says_why"),
            models.CheckConstraint(condition=Q(new_due_at__gt=F("due_before")), name="apology_promises_a_later_day"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="apology_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")), name="apology_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)

    @property
    def waits_for_leader(self) -> bool:
        """Whether the draft lies with a leader."""
        return self.approved_at is None and not self.returned_reason
