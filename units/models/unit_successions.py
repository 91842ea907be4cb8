"""Which unit went on with the work of another, from when and by which share."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.models.units import Unit


class UnitSuccession(models.Model):
    """A unit that ended and one that took over from it, with its share when it was split."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inheritances")
    share = models.DecimalField(_("phần tiếp nhận"), max_digits=5, decimal_places=4, default=1)
    effective_from: models.DateField[dt.date, dt.date] = models.DateField(_("từ ngày"))
    decision = models.CharField(_("quyết định"), max_length=200, blank=True)
    areas = models.TextField(_("phần địa bàn"), blank=True, default="", db_default="")
    reorganisation = models.ForeignKey(
        "units.Reorganisation", on_delete=models.PROTECT, null=True, blank=True, related_name="successions"
    )

    class Meta:
        verbose_name = _("đơn vị kế thừa")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_to_itself"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="succession_share_is_a_part"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
