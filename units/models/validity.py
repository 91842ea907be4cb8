"""Validity periods: from the first day in force to the first day no longer in force."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_ModelT = TypeVar("_ModelT", bound=models.Model)


def today_in_vietnam() -> dt.date:
    """The date on the wall in Viet Nam, whatever zone the server runs in."""
    return timezone.localdate(timezone=VIETNAM)


class ValidityQuerySet(models.QuerySet[_ModelT]):
    """Rows that have a validity period."""

    def current(self, on: dt.date | None = None) -> ValidityQuerySet[_ModelT]:
        """Keep what is in force on a date (today in Viet Nam by default)."""
        day = on or today_in_vietnam()
        return self.filter(valid_from__lte=day).exclude(valid_to__lte=day)


class ValidityRange(Func):
    """The half-open `daterange` of a row, for exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("valid_from"), F("valid_to"), RangeBoundary())


class Validity(models.Model):
    """In force from `valid_from` until the day before `valid_to`; open-ended when that is empty."""

    valid_from = models.DateField(_("có hiệu lực từ ngày"), default=today_in_vietnam)
    valid_to = models.DateField(_("hết hiệu lực từ ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_current(self, on: dt.date | None = None) -> bool:
        """Whether the row is in force on a date (today in Viet Nam by default)."""
        day = on or today_in_vietnam()
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """The check that every model with a validity period carries."""
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name)
