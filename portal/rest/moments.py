"""Moments and days that lists are narrowed by: ISO 8601, moments compared in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django_filters import fields as filters_forms
from django_filters import rest_framework as filters


class MomentField(filters_forms.IsoDateTimeField):  # type: ignore[misc]  # django-filter has no types
    """A moment as ISO 8601, in UTC: PostgreSQL refuses offsets and years that Python still takes."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment; ValidationError when it is none."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    """Compares with a moment."""

    field_class = MomentField


class DayFilter(filters.DateFilter):  # type: ignore[misc]
    """Compares with a day, year first: 01/02/2026 is February to who asks here, and was read as a day of January."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take nothing but ISO 8601, whatever the language of the answer."""
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


def since(column: str) -> MomentFilter:
    """Rows from a moment on."""
    return MomentFilter(field_name=column, lookup_expr="gte", help_text="From this moment on.")


def until(column: str) -> MomentFilter:
    """Rows before a moment."""
    return MomentFilter(field_name=column, lookup_expr="lt", help_text="Before this moment.")
