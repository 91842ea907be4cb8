"""REST of administrative divisions and of who took over from which unit; readable without a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny

from portal.rest import moments
from portal.vietnamese import without_accents
from units.models import Division, UnitSuccession, ValidityQuerySet


class DivisionRowSerializer(serializers.ModelSerializer[Division]):
    """A province or commune by its official code, as `address.commune` of a filing names it."""

    parent = serializers.CharField(  # type: ignore[assignment]  # DRF takes declared fields off the class
        source="parent.code", default=None, allow_null=True
    )

    class Meta:
        model = Division
        fields = ("code", "name", "full_name", "kind", "parent", "decision", "valid_from", "valid_to")


class DivisionFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which divisions."""

    kind = filters.ChoiceFilter(choices=Division.Kind.choices)
    parent = filters.CharFilter(field_name="parent__code", help_text="Code of the province.")
    search = filters.CharFilter(method="filter_search", help_text="Words of the name, accents or not.")
    on = moments.DayFilter(method="filter_on", help_text="In being on this date; today when left out.")

    class Meta:
        model = Division
        fields = ("kind", "parent", "search", "on")

    def filter_queryset(self, queryset: ValidityQuerySet[Division]) -> Any:
        """Keep what is there today unless a date is asked for."""
        narrowed = super().filter_queryset(queryset)
        return narrowed if self.form.cleaned_data.get("on") else narrowed.current()

    def filter_search(self, divisions: QuerySet[Division], _name: str, value: str) -> QuerySet[Division]:
        """Divisions that have every word."""
        for word in without_accents(value).split()[:10]:
            divisions = divisions.filter(search_text__contains=word)
        return divisions

    def filter_on(self, divisions: ValidityQuerySet[Division], _name: str, value: dt.date) -> Any:
        """Divisions in being on a date."""
        return divisions.current(value)


class DivisionList(ListAPIView[Division]):
    """Provinces and communes of the whole country, in order of code."""

    permission_classes = (AllowAny,)
    serializer_class = DivisionRowSerializer
    filterset_class = DivisionFilter
    keyset = "code"
    queryset = Division.objects.select_related("parent")


class DivisionDetail(RetrieveAPIView[Division]):
    """One division by its code, also when it is no more."""

    permission_classes = (AllowAny,)
    serializer_class = DivisionRowSerializer
    lookup_field = "code"
    queryset = Division.objects.select_related("parent")


class SuccessionSerializer(serializers.ModelSerializer[UnitSuccession]):
    """A unit that ended, or passed on a part of its work, and one that took over from it."""

    predecessor = serializers.CharField(source="predecessor.code")
    successor = serializers.CharField(source="successor.code")
    kind = serializers.CharField(
        source="reorganisation.kind",
        default=None,
        allow_null=True,
        help_text="merge, split, detach, rename, recode; null for those from before the portal.",
    )

    class Meta:
        model = UnitSuccession
        fields = ("id", "predecessor", "successor", "kind", "share", "effective_from", "decision", "areas")


class SuccessionFilter(filters.FilterSet):  # type: ignore[misc]
    """Which successions."""

    unit = filters.CharFilter(method="filter_unit", help_text="Code of a unit, on either side.")
    predecessor = filters.CharFilter(field_name="predecessor__code")
    successor = filters.CharFilter(field_name="successor__code")
    since = moments.DayFilter(field_name="effective_from", lookup_expr="gte", help_text="From this date on.")
    until = moments.DayFilter(field_name="effective_from", lookup_expr="lt", help_text="Before this date.")

    class Meta:
        model = UnitSuccession
        fields = ("unit", "predecessor", "successor", "since", "until")

    def filter_unit(self, rows: QuerySet[UnitSuccession], _name: str, value: str) -> QuerySet[UnitSuccession]:
        """Rows with the unit before or after."""
        return rows.filter(Q(predecessor__code=value) | Q(successor__code=value))


class SuccessionList(ListAPIView[UnitSuccession]):
    """Who took over from whom, newest first: how a copy of the units follows a reorganisation."""

    permission_classes = (AllowAny,)
    serializer_class = SuccessionSerializer
    filterset_class = SuccessionFilter
    keyset = "-id"
    queryset = UnitSuccession.objects.select_related("predecessor", "successor", "reorganisation")
