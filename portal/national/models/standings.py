"""What the national portal knows of a dossier: the axis of the sync, apart from its status, money and delivery."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier


class Standing(models.Model):
    """One row for each dossier of which anything was told; `told_sequence` is the newest event that its state holds."""

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, primary_key=True, related_name="national_standing"
    )
    told_sequence = models.PositiveIntegerField(_("đã báo đến sự kiện"), default=0)
    first_told_at = models.DateTimeField(_("báo lần đầu lúc"))
    told_at = models.DateTimeField(_("báo gần nhất lúc"))

    class Meta:
        verbose_name = _("tình trạng đồng bộ hồ sơ")
        indexes = [models.Index(fields=["-told_at"], name="national_standing_newest")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.told_sequence}"
