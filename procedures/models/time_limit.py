"""How long the settling of a case may take, by channel."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, TimeUnit
from procedures.models.case import Case


class TimeLimit(models.Model):
    """How long settling may take: ``amount`` of ``unit``, counted by units.working_time.

    ``same_day_before_15``: result on the day of filing, or on the next working day when
    filed after 15:00 (the announcement of 1.001193, QĐ 163/QĐ-BTP).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="time_limits")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ANY)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=15, choices=TimeUnit)
    same_day_before_15 = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("thời hạn giải quyết")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "channel"), name="limit_once_a_channel"),
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="limit_longer_than_nothing"),
            models.CheckConstraint(condition=Q(unit__in=TimeUnit.values), name="limit_unit_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="limit_channel_known"),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.get_unit_display()}"
