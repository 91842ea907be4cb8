"""Working calendars: weekly hours, days off and worked days, kept as rows that people can edit.

A calendar may stand on a `base`: it takes over the exceptions of the base and adds its own
(flood, power cut). `revision` grows with every change below it (triggers in migrations 0002 and 0003,
which also refuse a circle of bases), so that a built calendar can be kept in memory for as long as it is true.
"""

from __future__ import annotations

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class WorkingCalendar(models.Model):
    """The hours of one or many units."""

    slug = models.SlugField(_("tên ngắn"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    base = models.ForeignKey(
        "self",
        verbose_name=_("dựa trên lịch"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dependents",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("lịch làm việc")
        constraints = (
            models.CheckConstraint(condition=Q(base__isnull=True) | ~Q(base=F("id")), name="calendar_not_on_itself"),
        )

    def __str__(self) -> str:
        return self.name


class MinutesOfDay(Func):
    """The half-open range of minutes of a period, for the exclusion constraint."""

    template = "int4range((EXTRACT(epoch FROM opens) / 60)::int, (EXTRACT(epoch FROM closes) / 60)::int)"
    output_field = IntegerRangeField()

    def __init__(self) -> None:
        super().__init__(F("opens"), F("closes"))


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


class AreHours(Func):
    """Whether JSON is a list of ["HH:MM", "HH:MM"] that do not overlap (function of migration 0003)."""

    function = "units_are_hours"
    output_field = models.BooleanField()
    arity = 1


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CalendarException(models.Model):
    """A date that departs from the week: a day off (no hours) or a day worked in these hours."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="exceptions")
    date: models.DateField[dt.date, dt.date] = models.DateField(_("ngày"))
    hours: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(
        _("giờ làm việc"), default=list, blank=True, help_text=_('Ví dụ [["07:30", "11:30"]]')
    )
    reason = models.CharField(_("lý do"), max_length=200)
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ngày đặc biệt")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(fields=("calendar", "date"), name="exception_once_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="exception_says_why"),
            models.CheckConstraint(condition=AreHours("hours"), name="exception_hours_can_be_read"),
        )

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.reason}"

    @property
    def is_day_off(self) -> bool:
        """Whether nobody works on this date."""
        return not self.hours
