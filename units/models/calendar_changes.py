"""A day of a calendar that somebody changes: foreseen first, then applied to every due time that it touches."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.models.calendar_exceptions import AreHours
from units.models.calendars import WorkingCalendar


class CalendarChange(models.Model):
    """What becomes of one date, by whom and why; `cursors` and counts tell how far the worker came."""

    class Kind(models.TextChoices):
        """What the date becomes."""

        OFF = "off", _("Ngày nghỉ")
        WORKED = "worked", _("Ngày làm việc")
        USUAL = "usual", _("Như mọi tuần")

    class State(models.TextChoices):
        """Foreseen, being applied, done, or given up."""

        FORESEEN = "foreseen", _("Chờ áp dụng")
        APPLYING = "applying", _("Đang áp dụng")
        DONE = "done", _("Đã áp dụng")
        DROPPED = "dropped", _("Đã bỏ")

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.PROTECT, related_name="changes")
    date: models.DateField[dt.date, dt.date] = models.DateField(_("ngày"))
    kind = models.CharField(max_length=6, choices=Kind)
    hours: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("lý do"), max_length=200)
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.FORESEEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cursors: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    foreseen = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("thay đổi lịch làm việc")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["id"], name="calendar_change_applying", condition=Q(state="applying")),)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="calendar_change_says_why"),
            models.CheckConstraint(condition=Q(kind__in=["off", "worked", "usual"]), name="calendar_change_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["foreseen", "applying", "done", "dropped"]), name="calendar_change_state_known"
            ),
            models.CheckConstraint(condition=AreHours("hours"), name="calendar_change_hours_can_be_read"),
            models.CheckConstraint(
                condition=(Q(kind="worked") & ~Q(hours=[])) | (~Q(kind="worked") & Q(hours=[])),
                name="calendar_change_worked_has_hours",
            ),
            # A day is changed by one at a time: the second would foresee what the first is about to move.
            models.UniqueConstraint(
                fields=("calendar", "date"), condition=Q(state="applying"), name="calendar_change_one_applying"
            ),
        )

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.date:%d/%m/%Y}: {self.kind}"
