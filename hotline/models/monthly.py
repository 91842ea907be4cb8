"""Monthly reports as they were made. A trigger keeps each one: what was corrected is the next number."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MonthlyReport(models.Model):
    """What one month counted, by unit, procedure, kind and cause; nobody is named (`hotline.monthly.counting`)."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    counts = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Numbered from 1 within the month; whoever makes another says why."""

        verbose_name = _("Báo cáo tháng của đường dây nóng")
        constraints = [
            models.UniqueConstraint(fields=["year", "month", "number"], name="monthly_report_numbered"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="monthly_report_of_a_month"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="monthly_report_corrected_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.month:02}/{self.year} ({self.number})"
