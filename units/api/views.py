"""REST: units of the province, readable without a token."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.rest import moments
from units import directory, resolving
from units.models import CentreService, Unit, UnitKind, ValidityQuerySet

from .serializers import ResolutionSerializer, UnitDetailSerializer, UnitSerializer

ADDRESS = OpenApiParameter(
    "address", required=True, description="Free text, old or new: with or without accents, districts, abbreviations."
)


class UnitFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """`kind` is a group (province, commune, department, centre, branch, division) or an exact kind."""

    kind = filters.ChoiceFilter(choices=[*directory.Group.choices, *UnitKind.choices], method="filter_kind")
    parent = filters.CharFilter(field_name="parent__code")
    commune = filters.CharFilter(field_name="division__code")
    search = filters.CharFilter(method="filter_search")
    field = filters.CharFilter(
        method="filter_field", help_text="Centres that receive a field of administration (code)."
    )
    on = moments.DayFilter(method="filter_on", help_text="Units in force on this date; today when left out.")

    class Meta:
        model = Unit
        fields = ("kind", "parent", "commune", "search", "field", "on")

    def filter_queryset(self, queryset: ValidityQuerySet[Unit]) -> Any:
        """Keep what is in force today unless a date is asked for."""
        narrowed = super().filter_queryset(queryset)
        return narrowed if self.form.cleaned_data.get("on") else narrowed.current()

    def filter_kind(self, units: QuerySet[Unit], _name: str, value: str) -> QuerySet[Unit]:
        """Units of a group or of one kind."""
        return units.filter(kind__in=directory.KINDS_OF_GROUP.get(value, (value,)))

    def filter_search(self, units: ValidityQuerySet[Unit], _name: str, value: str) -> QuerySet[Unit]:
        """Units that have every word of the text, accents or not."""
        return directory.with_words(units, value)

    def filter_field(self, units: QuerySet[Unit], _name: str, value: str) -> QuerySet[Unit]:
        """Units that receive a field on the date asked for."""
        services = CentreService.objects.current(self.form.cleaned_data.get("on")).filter(field_code=value)
        return units.filter(pk__in=services.values("unit"))

    def filter_on(self, units: ValidityQuerySet[Unit], _name: str, value: Any) -> QuerySet[Unit]:
        """Units in force on a date."""
        return units.current(value)


class UnitList(ListAPIView[Unit]):
    """Units of the province, in order of code."""

    permission_classes = (AllowAny,)
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    keyset = "code"
    queryset = Unit.objects.select_related("parent__parent", "division", "calendar")


class UnitDetail(RetrieveAPIView[Unit]):
    """One unit by its code, also when it has ended."""

    permission_classes = (AllowAny,)
    serializer_class = UnitDetailSerializer
    lookup_field = "code"
    queryset = Unit.objects.select_related("parent__parent", "division", "calendar")


class ResolveAddress(APIView):
    """The commune and unit of today for an address, also one from before 1 July 2025."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[ADDRESS], responses=ResolutionSerializer)
    def get(self, request: Request) -> Response:
        """One candidate is an answer; several are a question: the old ward was split, or the name stands for many."""
        address = request.query_params.get("address", "").replace("\0", "").strip()
        if not address or len(address) > resolving.LONGEST_ADDRESS:
            told = {"most": resolving.LONGEST_ADDRESS}
            raise ValidationError({"address": [_("Hãy ghi địa chỉ, nhiều nhất %(most)s ký tự.") % told]})
        found = resolving.resolve(address)
        answer = {"address": address, "is_certain": len(found) == 1, "candidates": found}
        return Response(ResolutionSerializer(answer).data)
