"""REST of working calendars: the hours that count for due times, hours of the doors, holidays; without a token.

Whoever counts a due time anew needs just this: nobody trusts a clock that can't be checked.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny

from portal.rest import moments
from units import calendar_rows
from units.api.serializers import HourField, HoursSerializer
from units.models import CalendarException, WorkingCalendar
from units.opening_hours import Week, counting_week, written_week


class CalendarSerializer(serializers.ModelSerializer[WorkingCalendar]):
    """A calendar in a list; `revision` grows with every change of its hours and days, and of those of its bases."""

    base = serializers.CharField(source="base.slug", default=None, allow_null=True)

    class Meta:
        model = WorkingCalendar
        fields: tuple[str, ...] = ("slug", "name", "base", "revision")
        extra_kwargs = {"revision": {"min_value": 1}}


class CalendarDetailSerializer(CalendarSerializer):
    """A calendar with its week."""

    hours = serializers.SerializerMethodField()
    opening_hours = serializers.SerializerMethodField()

    class Meta(CalendarSerializer.Meta):
        fields = (*CalendarSerializer.Meta.fields, "hours", "opening_hours")

    @extend_schema_field(HoursSerializer(many=True))
    def get_hours(self, calendar: WorkingCalendar) -> Any:
        """The hours that count for due times."""
        return _week(counting_week(calendar))

    @extend_schema_field(HoursSerializer(many=True))
    def get_opening_hours(self, calendar: WorkingCalendar) -> Any:
        """When the doors are open to people; the same as `hours` where nothing else is written."""
        return _week(written_week(calendar) or counting_week(calendar))


def _week(week: Week) -> Any:
    rows = [{"weekday": weekday, "periods": week[weekday]} for weekday in sorted(week)]
    return HoursSerializer(rows, many=True).data


class SpecialDayRowSerializer(serializers.ModelSerializer[CalendarException]):
    """A date that departs from the week: a day off (no periods), or a day worked in these."""

    periods = serializers.ListField(child=serializers.ListField(child=HourField()), source="hours")
    is_day_off = serializers.BooleanField()
    calendar = serializers.CharField(source="calendar.slug", help_text="Where it is written: this one or a base.")

    class Meta:
        model = CalendarException
        fields = ("date", "is_day_off", "periods", "reason", "source", "calendar")

    def to_representation(self, instance: CalendarException) -> dict[str, Any]:
        """Hours are stored as texts already."""
        told = {name: getattr(instance, name) for name in ("date", "is_day_off", "reason", "source")}
        return {**told, "periods": instance.hours, "calendar": instance.calendar.slug}


class CalendarFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which calendars."""

    unit = filters.CharFilter(field_name="units__code", help_text="The one that a unit lives by.")
    base = filters.CharFilter(field_name="base__slug", help_text="Those that stand on another.")

    class Meta:
        model = WorkingCalendar
        fields = ("unit", "base")


class CalendarList(ListAPIView[WorkingCalendar]):
    """Working calendars, in order of slug."""

    permission_classes = (AllowAny,)
    serializer_class = CalendarSerializer
    filterset_class = CalendarFilter
    keyset = "slug"
    queryset = WorkingCalendar.objects.select_related("base")


class CalendarDetail(RetrieveAPIView[WorkingCalendar]):
    """One calendar."""

    permission_classes = (AllowAny,)
    serializer_class = CalendarDetailSerializer
    lookup_field = "slug"
    queryset = WorkingCalendar.objects.select_related("base")


class SpecialDayFilter(filters.FilterSet):  # type: ignore[misc]
    """Which days."""

    since = moments.DayFilter(field_name="date", lookup_expr="gte", help_text="From this date on.")
    until = moments.DayFilter(field_name="date", lookup_expr="lt", help_text="Before this date.")

    class Meta:
        model = CalendarException
        fields = ("since", "until")


class SpecialDays(ListAPIView[CalendarException]):
    """Holidays, days off and days worked in the place of another, in order; those of the bases among them."""

    permission_classes = (AllowAny,)
    serializer_class = SpecialDayRowSerializer
    filterset_class = SpecialDayFilter
    keyset = "date"
    queryset = CalendarException.objects.none()

    def get_queryset(self) -> QuerySet[CalendarException]:
        """Each date once: what a calendar says itself goes before what its bases say."""
        calendar = get_object_or_404(WorkingCalendar, slug=self.kwargs["slug"])
        return calendar_rows.special_days_of(calendar.pk).select_related("calendar")
