"""REST of supplement requests (phiếu yêu cầu bổ sung): of all of the caller's dossiers in one list, and one by one.

A system that files for others works by this list: what is open, what is overdue, and by when each is to be answered.
The answer is an act on the dossier (`dossiers/{code}/actions/answer_supplement/`).
"""

from __future__ import annotations

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from dossiers.api.callers import MayUseDossiers, caller_of, visible_to
from dossiers.api.following import AskedSerializer
from dossiers.models import SupplementRequest
from dossiers.statuses import Stage
from portal.rest import moments


class AskedState(TextChoices):
    """Where a request stands now."""

    OPEN = "open", _("Chờ bổ sung")
    OVERDUE = "overdue", _("Quá hạn bổ sung")
    ANSWERED = "answered", _("Đã bổ sung")


class AskedRowSerializer(AskedSerializer):
    """A request with the dossier that it is about."""

    dossier = serializers.CharField(source="dossier.code")
    procedure = serializers.CharField(source="dossier.procedure_version.procedure.code")
    receiving_unit = serializers.CharField(source="dossier.receiving_unit.code")
    stage = serializers.ChoiceField(Stage.choices)
    state = serializers.SerializerMethodField()

    class Meta(AskedSerializer.Meta):
        fields = ("id", "dossier", "procedure", "receiving_unit", "stage", "state", *AskedSerializer.Meta.fields[1:])

    @extend_schema_field(serializers.ChoiceField(AskedState.choices))
    def get_state(self, asked: SupplementRequest) -> str:
        """Open until it is answered; overdue once its time has run out."""
        if asked.answered_at is not None:
            return str(AskedState.ANSWERED)
        return str(AskedState.OVERDUE if asked.answer_due_at < timezone.now() else AskedState.OPEN)


class AskedFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which requests."""

    dossier = filters.CharFilter(field_name="dossier__code")
    procedure = filters.CharFilter(field_name="dossier__procedure_version__procedure__code")
    receiving_unit = filters.CharFilter(field_name="dossier__receiving_unit__code")
    state = filters.ChoiceFilter(choices=AskedState.choices, method="filter_state")
    since, until = moments.since("requested_at"), moments.until("requested_at")
    due_before = moments.until("answer_due_at")

    class Meta:
        model = SupplementRequest
        fields = ("stage",)

    def filter_state(self, rows: QuerySet[SupplementRequest], _name: str, state: str) -> QuerySet[SupplementRequest]:
        """By where they stand at this moment."""
        is_answered, now = state == AskedState.ANSWERED, timezone.now()
        found = rows.filter(answered_at__isnull=not is_answered)
        if is_answered:
            return found
        return (
            found.filter(answer_due_at__lt=now) if state == AskedState.OVERDUE else found.filter(answer_due_at__gte=now)
        )


def requests_for(request: Request) -> QuerySet[SupplementRequest]:
    """Of the dossiers that the caller may see: three queries, however many rows."""
    rows = SupplementRequest.objects.filter(dossier__in=visible_to(caller_of(request)))
    named = rows.select_related("dossier__procedure_version__procedure", "dossier__receiving_unit")
    return named.prefetch_related("items__component")


class AskedList(ListAPIView[SupplementRequest]):
    """What the owners of the caller's dossiers were asked to add or better, newest first."""

    permission_classes = (MayUseDossiers,)
    serializer_class = AskedRowSerializer
    filterset_class = AskedFilter
    keyset = "-id"
    queryset = SupplementRequest.objects.none()

    def get_queryset(self) -> QuerySet[SupplementRequest]:
        """Those that the caller may see."""
        return requests_for(self.request)


class AskedDetail(RetrieveAPIView[SupplementRequest]):
    """One request."""

    permission_classes = (MayUseDossiers,)
    serializer_class = AskedRowSerializer
    queryset = SupplementRequest.objects.none()

    def get_queryset(self) -> QuerySet[SupplementRequest]:
        """Those that the caller may see."""
        return requests_for(self.request)
