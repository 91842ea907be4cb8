"""Days on which a working calendar differs from its week: days off, and days worked at hours of their own."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from units.models.calendars import WorkingCalendar


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
