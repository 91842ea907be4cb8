"""What administrators changed at the desk of a unit: who, when, from what to what. Rows are only ever added."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.models.calendars import WorkingCalendar
from units.models.units import Unit


class DeskChange(models.Model):
    """One change in Vietnamese words, of a unit or of the calendar that several units live by."""

    class What(models.TextChoices):
        """What was changed."""

        SERVICE = "service", _("Lĩnh vực tiếp nhận")
        COUNTER = "counter", _("Quầy")
        HOURS = "hours", _("Giờ mở cửa")
        CONTACT = "contact", _("Liên hệ")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="desk_changes")
    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.PROTECT, null=True, related_name="desk_changes")
    what = models.CharField(max_length=8, choices=What)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first; changed and deleted by nobody."""

        verbose_name = _("thay đổi của đơn vị")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=False, calendar__isnull=True) | Q(unit__isnull=True, calendar__isnull=False),
                name="desk_change_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(what__in=["service", "counter", "hours", "contact"]), name="desk_change_known"
            ),
        )
        triggers = (pgtrigger.Protect(name="only_added", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"
