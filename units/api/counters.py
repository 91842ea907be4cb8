"""REST of counters: which stand at a centre, and what is received at each; readable without a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny

from portal.rest import moments
from units.models import CentreService, Counter, ValidityQuerySet, today_in_vietnam


class ReceivedFieldSerializer(serializers.ModelSerializer[CentreService]):
    """A field of administration, by the code and name that the catalogue has for it."""

    code = serializers.CharField(source="field_code")
    name = serializers.CharField(source="field_name")

    class Meta:
        model = CentreService
        fields = ("code", "name")


class CounterRowSerializer(serializers.ModelSerializer[Counter]):
    """A counter with the fields received there, those received at any counter of its unit among them."""

    unit = serializers.CharField(source="unit.code")
    fields_received = serializers.SerializerMethodField()

    class Meta:
        model = Counter
        fields = ("id", "unit", "number", "name", "valid_from", "valid_to", "fields_received")

    @extend_schema_field(ReceivedFieldSerializer(many=True))
    def get_fields_received(self, counter: Counter) -> Any:
        """Each once, by code; of rows that `with_fields` brought along. Nothing where no counter stands that day."""
        day = self.context.get("on")
        if day and not counter.is_current(day):
            return []
        rows = [*counter.services.all(), *counter.unit.services.all()]
        by_code = {row.field_code: row for row in rows}
        return ReceivedFieldSerializer([by_code[code] for code in sorted(by_code)], many=True).data


def with_fields(counters: QuerySet[Counter], on: dt.date | None = None) -> QuerySet[Counter]:
    """Counters with their unit and what is received there on a day (today by default): three queries for all."""
    services = CentreService.objects.current(on)
    at_any = Prefetch("unit__services", services.filter(counter=None))
    return counters.select_related("unit").prefetch_related(Prefetch("services", services), at_any)


class CounterFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which counters."""

    unit = filters.CharFilter(field_name="unit__code", help_text="Code of the centre or branch.")
    field = filters.CharFilter(method="filter_field", help_text="That receive a field of administration (code).")
    on = moments.DayFilter(method="filter_on", help_text="In use on this date; today when left out.")

    class Meta:
        model = Counter
        fields = ("unit", "field", "on")

    def filter_queryset(self, queryset: ValidityQuerySet[Counter]) -> Any:
        """Keep what is in use today unless a date is asked for."""
        day = self.form.cleaned_data.get("on")
        return with_fields(super().filter_queryset(queryset.current(day)), day)

    def filter_field(self, counters: QuerySet[Counter], _name: str, value: str) -> QuerySet[Counter]:
        """Counters at which a field is received, or whose unit receives it at any."""
        services = CentreService.objects.current(self.form.cleaned_data.get("on")).filter(field_code=value)
        here = services.filter(counter=OuterRef("pk"))
        anywhere = services.filter(counter=None, unit=OuterRef("unit"))
        return counters.filter(Q(Exists(here)) | Q(Exists(anywhere)))

    def filter_on(self, counters: QuerySet[Counter], _name: str, _value: dt.date) -> QuerySet[Counter]:
        """Kept in `filter_queryset`: the day counts for what is received there as well."""
        return counters


class CounterList(ListAPIView[Counter]):
    """Counters of the centres and branches of the province."""

    permission_classes = (AllowAny,)
    serializer_class = CounterRowSerializer
    filterset_class = CounterFilter
    keyset = "id"
    queryset = Counter.objects.all()


class CounterDetail(RetrieveAPIView[Counter]):
    """One counter, also when it has closed, with what is received there today."""

    permission_classes = (AllowAny,)
    serializer_class = CounterRowSerializer
    queryset = Counter.objects.none()

    def get_queryset(self) -> QuerySet[Counter]:
        """All counters."""
        return with_fields(Counter.objects.all())

    def get_serializer_context(self) -> dict[str, Any]:
        """The day that is told of: one that has closed is found, but receives nothing."""
        return {**super().get_serializer_context(), "on": today_in_vietnam()}
