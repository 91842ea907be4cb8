"""One act on many dossiers, chosen on the work list: what was asked, and what became of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class BulkAct(models.Model):
    """Who asked for which act, to whose hands where it gives; `key` comes with the form, so sent twice it is one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=30)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        verbose_name = _("Việc làm với nhiều hồ sơ")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.key}"


class BulkRow(models.Model):
    """One dossier of it: `seen` is the number of its last event as the person read it; done, or refused with why."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="rows")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        """Each dossier once; the worker finds what waits by a partial index."""

        verbose_name = _("Hồ sơ trong việc làm với nhiều hồ sơ")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["act", "dossier"], name="bulk_row_once")]
        indexes = [models.Index(fields=["id"], name="bulk_row_waiting", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.act_id}: {self.dossier_id}"
