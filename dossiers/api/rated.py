"""REST of ratings: how satisfied the owners of the caller's dossiers were (QĐ 766/QĐ-TTg, group satisfaction).

What an owner wrote beside the score stays among those inside, as with a dossier itself.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from dossiers.api.callers import MayUseDossiers, caller_of, visible_to
from dossiers.api.following import RatingSerializer
from dossiers.models import Rating
from portal.rest import moments


class RatingRowSerializer(RatingSerializer):
    """A rating with the dossier that it is about: 3 very satisfied, 2 satisfied, 1 not."""

    dossier = serializers.CharField(source="dossier.code")
    procedure = serializers.CharField(source="dossier.procedure_version.procedure.code")
    receiving_unit = serializers.CharField(source="dossier.receiving_unit.code")
    competent_unit = serializers.CharField(source="dossier.competent_unit.code")

    class Meta(RatingSerializer.Meta):
        fields = ("id", "dossier", "procedure", "receiving_unit", "competent_unit", "score", "rated_at")


class RatingFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which ratings."""

    dossier = filters.CharFilter(field_name="dossier__code")
    procedure = filters.CharFilter(field_name="dossier__procedure_version__procedure__code")
    receiving_unit = filters.CharFilter(field_name="dossier__receiving_unit__code")
    competent_unit = filters.CharFilter(field_name="dossier__competent_unit__code")
    since, until = moments.since("rated_at"), moments.until("rated_at")

    class Meta:
        model = Rating
        fields = ("score",)


def ratings_for(request: Request) -> QuerySet[Rating]:
    """Of the dossiers that the caller may see, in one query."""
    rows = Rating.objects.filter(dossier__in=visible_to(caller_of(request)))
    units = ("dossier__receiving_unit", "dossier__competent_unit")
    return rows.select_related("dossier__procedure_version__procedure", *units)


class RatingList(ListAPIView[Rating]):
    """Ratings of the caller's dossiers, newest first."""

    permission_classes = (MayUseDossiers,)
    serializer_class = RatingRowSerializer
    filterset_class = RatingFilter
    keyset = "-id"
    queryset = Rating.objects.none()

    def get_queryset(self) -> QuerySet[Rating]:
        """Those that the caller may see."""
        return ratings_for(self.request)


class RatingDetail(RetrieveAPIView[Rating]):
    """One rating."""

    permission_classes = (MayUseDossiers,)
    serializer_class = RatingRowSerializer
    queryset = Rating.objects.none()

    def get_queryset(self) -> QuerySet[Rating]:
        """Those that the caller may see."""
        return ratings_for(self.request)
