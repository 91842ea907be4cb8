"""How many dossiers are filed of each procedure: counted each night for the order of search results."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.procedure import Procedure


class FiledCount(models.Model):
    """Dossiers of the last twelve months, recent ones counting more (procedures/popularity.py); above 0."""

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, primary_key=True, related_name="filed_count")
    weight = models.FloatField()
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("số hồ sơ đã nộp")
        constraints = (models.CheckConstraint(condition=Q(weight__gt=0), name="filed_count_above_nothing"),)

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.weight:g}"
