"""The counters that numbers of documents come from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """The last number given out in a series and year; numbers run from 1 without gaps (TT 01/2018 Đ10)."""

    series = models.CharField(_("dãy số"), max_length=100)
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối đã cấp"))

    class Meta:
        verbose_name = _("dãy số văn bản")
        verbose_name_plural = _("dãy số văn bản")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="numberseries_one_per_year")]

    def __str__(self) -> str:
        return f"{self.series}/{self.year}: {self.last}"
