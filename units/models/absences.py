"""Who is away when, and who stands in for which of their roles meanwhile."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .staff import StaffRole
from .validity import ValidityRange, today_in_vietnam


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by day."""

    def on(self, day: dt.date | None = None) -> AbsenceQuerySet:
        """Those that cover a day (today in Viet Nam by default)."""
        day = day or today_in_vietnam()
        return self.filter(valid_from__lte=day, valid_to__gt=day)

    def not_over(self, day: dt.date | None = None) -> AbsenceQuerySet:
        """Those of today and of the days to come, but what was called off."""
        return self.filter(valid_to__gt=day or today_in_vietnam()).filter(valid_to__gt=F("valid_from"))


class Absence(models.Model):
    """Days on which somebody does not work: from `valid_from` until the day before `valid_to`.

    One that is called off is shortened to no day at all, so that what was done under it stays explained.
    """

    class Reason(models.TextChoices):
        """Why, as far as colleagues need to know: illness is nobody's business and counts as leave."""

        LEAVE = "leave", _("Nghỉ phép")
        MISSION = "mission", _("Đi công tác")
        STUDY = "study", _("Đi học, tập huấn")
        OTHER = "other", _("Việc khác")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    valid_from = models.DateField(_("vắng từ ngày"))
    valid_to = models.DateField(_("có mặt lại từ ngày"))
    reason = models.CharField(_("lý do"), max_length=10, choices=Reason)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời gian vắng mặt")
        ordering = ("valid_from", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="absence_does_not_end_first"),
            models.CheckConstraint(
                condition=Q(reason__in=["leave", "mission", "study", "other"]), name="absence_reason_known"
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=(("user", RangeOperators.EQUAL), (ValidityRange(), RangeOperators.OVERLAPS)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.valid_from} – {self.valid_to}"

    @property
    def last_day(self) -> dt.date:
        """The last day away."""
        return self.valid_to - dt.timedelta(days=1)

    def is_on(self, day: dt.date | None = None) -> bool:
        """Whether a day (today by default) is one of those away."""
        return self.valid_from <= (day or today_in_vietnam()) < self.valid_to


class StandIn(models.Model):
    """Who does the work of one role of somebody who is away; the role itself stays whose it is."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="stand_ins")
    held = models.ForeignKey(StaffRole, on_delete=models.PROTECT, related_name="stand_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in")

    class Meta:
        verbose_name = _("người thay")
        constraints = (models.UniqueConstraint(fields=["absence", "held"], name="stand_in_once_for_a_role"),)

    def __str__(self) -> str:
        return f"{self.person_id} → {self.held_id}"
