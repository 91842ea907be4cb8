"""Hours of a weekday in a working calendar."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.models.calendars import WorkingCalendar
from units.models.minutes_of_day import MinutesOfDay


class WorkingPeriod(models.Model):
    """One stretch of a weekday: hours that count towards due times, or hours a counter is open.

    The two purposes differ on purpose: a counter that opens on Saturday mornings does not make
    Saturday a working day of the law.
    """

    class Purpose(models.TextChoices):
        """What the hours are for."""

        COUNTING = "counting", _("Tính thời hạn giải quyết")
        OPENING = "opening", _("Giờ mở cửa tiếp dân")

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="periods")
    purpose = models.CharField(_("mục đích"), max_length=8, choices=Purpose, default=Purpose.COUNTING)
    weekday = models.PositiveSmallIntegerField(_("thứ"), help_text=_("Thứ Hai là 0"))
    opens: models.TimeField[dt.time, dt.time] = models.TimeField(_("mở cửa"))
    closes: models.TimeField[dt.time, dt.time] = models.TimeField(_("đóng cửa"))

    class Meta:
        verbose_name = _("khung giờ")
        ordering = ("calendar", "purpose", "weekday", "opens")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="period_weekday_in_week"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="period_closes_after_it_opens"),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=(
                    ("calendar", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (MinutesOfDay(), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens:%H:%M}–{self.closes:%H:%M}"
