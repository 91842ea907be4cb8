"""Working calendars: weekly hours, days off and worked days, kept as rows that people can edit.

A calendar may stand on a `base`: it takes over the exceptions of the base and adds its own
(flood, power cut). `revision` grows with every change below it (triggers in migrations 0002 and 0003,
which also refuse a circle of bases), so that a built calendar can be kept in memory for as long as it is true.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
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
