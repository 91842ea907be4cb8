"""Figures by which agencies are judged (QĐ 766/QĐ-TTg): what each means from which day on, ours and theirs by month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MetricDefinition(models.Model):
    """What a figure divides by what, from a day on. Names drift there (2026), so a definition is data.

    `counter` names how it is counted here, "" where our data do not tell, for the reason beside it; `service` is where
    it is read there, with the keys of its two numbers, both "" for a row that names its code itself.
    """

    code = models.CharField(_("mã chỉ số"), max_length=60)
    valid_from = models.DateField(_("áp dụng từ"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    name = models.CharField(_("tên chỉ số"), max_length=300)
    counts = models.CharField(_("tử số trên mẫu số"), max_length=300)
    counter = models.CharField(_("cách đếm tại đây"), max_length=30, blank=True)
    uncounted_because = models.TextField(_("vì sao không đếm được tại đây"), blank=True, db_default="", default="")
    service = models.CharField(_("dịch vụ"), max_length=60)
    numerator_key = models.CharField(max_length=60, blank=True)
    denominator_key = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("định nghĩa chỉ số")
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="national_metric_once_a_day")]

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from})"


class FigureRound(models.Model):
    """One bringing together of the figures of a month; `problem` says why theirs are missing."""

    month = models.DateField(_("tháng"))
    asked_at = models.DateTimeField(_("yêu cầu lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    problem = models.TextField(_("lý do dừng"), blank=True)

    class Meta:
        verbose_name = _("lần lấy chỉ số")
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=Q(finished_at=None), name="national_figures_one_open_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ComparedFigure(models.Model):
    """One figure of a month on both sides; null where a side has none, which is not zero."""

    month = models.DateField(_("tháng"))
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="figures", db_index=False)
    our_numerator = models.BigIntegerField(null=True)
    our_denominator = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    their_numerator = models.BigIntegerField(null=True)
    their_denominator = models.BigIntegerField(null=True)
    their_score = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    their_most = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chỉ số của hai bên")
        constraints = [models.UniqueConstraint(fields=["definition", "month"], name="national_figure_once_a_month")]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.month:%Y-%m}"

    @property
    def ours(self) -> Decimal | None:
        """Our share in hundredths, one decimal; None where there is nothing to divide."""
        return _percent(self.our_numerator, self.our_denominator)

    @property
    def theirs(self) -> Decimal | None:
        """Theirs."""
        return _percent(self.their_numerator, self.their_denominator)

    @property
    def apart(self) -> Decimal | None:
        """By how many points of a hundred ours is above theirs."""
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs


def _percent(numerator: int | None, denominator: int | None) -> Decimal | None:
    if numerator is None or not denominator:
        return None
    return round(Decimal(100) * numerator / denominator, 1)


#: More than anything is counted to, and within PostgreSQL's bigint.
LARGEST = 10**15


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)
