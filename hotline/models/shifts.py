"""Shifts of a team and who is on them. No person is on two shifts at once, and no shift ends before it begins."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.models.teams import Team

LONGEST = timedelta(hours=24)


class Days(models.TextChoices):
    """On which days a line of the pattern makes a shift; the unit's calendar tells them apart."""

    EVERY = "every", _("Mọi ngày")
    WORKING = "working", _("Chỉ ngày làm việc")
    OFF = "off", _("Chỉ ngày nghỉ, ngày lễ")


class PatternLine(models.Model):
    """One shift of every week; `weekday` is 0 for Monday, None for each day. Ends the next day unless later."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="pattern")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    starts = models.TimeField()
    ends = models.TimeField()
    days = models.CharField(max_length=8, choices=Days.choices, default=Days.EVERY)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        """In the order of the week."""

        verbose_name = _("Dòng lịch mẫu")
        ordering = [F("weekday").asc(nulls_first=True), "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=6), name="pattern_weekday_known"),
            models.CheckConstraint(condition=Q(days__in=Days.values), name="pattern_days_known"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def weekday_name(self) -> str:
        """The day as the page says it."""
        return gettext("Mỗi ngày") if self.weekday is None else str(WEEKDAYS[self.weekday])


class Shift(models.Model):
    """Hours that somebody has to be there; its times never change: a wrong one is removed and another added."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        """A team has each shift once; the constraint is the index by which weeks are read, too."""

        verbose_name = _("Ca trực")
        ordering = ["starts_at", "ends_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "starts_at", "ends_at"], condition=Q(is_active=True), name="shift_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="shift_has_a_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m %H:%M}"


class Hours(Func):
    """The hours of a duty as a range: the end belongs to the next one."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Duty(models.Model):
    """A person on a shift, for all of its hours; somebody who was taken off stays in the table and counts no more."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        """Nobody is in two places at once."""

        verbose_name = _("Lượt trực")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_has_a_length"),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | ~Q(stands_in_for=F("user")), name="duty_stands_in_for_another"
            ),
            ExclusionConstraint(
                name="duty_one_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (Hours("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_active=True),
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="duty_by_end", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.starts_at:%d/%m %H:%M}"


class SwapState(models.TextChoices):
    """How far a swap is."""

    ASKED = "asked", _("Chờ người kia trả lời")
    AGREED = "agreed", _("Đã đồng ý")
    DECLINED = "declined", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


class Swap(models.Model):
    """One person asks another to take a duty, for one of theirs or for nothing; the lead sees what was agreed."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="swaps", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    in_return = models.ForeignKey(
        Duty, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        """A duty is asked about once at a time, and never of oneself."""

        verbose_name = _("Đổi ca trực")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="swap_asked_once"),
            models.CheckConstraint(condition=~Q(asked_by=F("other")), name="swap_with_another"),
            models.CheckConstraint(condition=Q(state__in=SwapState.values), name="swap_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.state}"


class Hole(models.Model):
    """Hours of the coming week in which nobody is on duty; told once, closed when somebody is put there."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="holes", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The same hours are told once."""

        verbose_name = _("Giờ chưa có người trực")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["team", "starts_at", "ends_at"], name="hole_told_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hole_has_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.starts_at:%d/%m %H:%M}"
