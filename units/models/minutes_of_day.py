"""Two times of a day as a range of minutes, which PostgreSQL can keep from overlapping."""

from __future__ import annotations

from django.contrib.postgres.fields import IntegerRangeField
from django.db.models import F, Func


class MinutesOfDay(Func):
    """The half-open range of minutes of a period, for the exclusion constraint."""

    template = "int4range((EXTRACT(epoch FROM opens) / 60)::int, (EXTRACT(epoch FROM closes) / 60)::int)"
    output_field = IntegerRangeField()

    def __init__(self) -> None:
        super().__init__(F("opens"), F("closes"))
