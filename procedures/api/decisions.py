"""REST of decisions of announcement: what the Chair decided, in force or for a later day; not how it came about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Greatest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from procedures import change_log
from procedures.api.days import ON, read_day
from procedures.api.examples.announced import DECISIONS
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.models import ChangeKind, Decision, DecisionChange, DecisionState

#: Only what is decided is public: drafts, remarks and who wrote them are not (domain.md 1.6).
PUBLIC = (DecisionState.APPROVED, DecisionState.PUBLISHED)
PUBLIC_CHOICES = [(state.value, state.label) for state in PUBLIC]


class PublicDecisionSerializer(serializers.ModelSerializer[Decision]):
    """A decision in a list."""

    unit = serializers.CharField(source="unit.code", help_text="The unit that drafted it.")
    state = serializers.ChoiceField(PUBLIC_CHOICES)
    procedures = serializers.IntegerField(help_text="How many procedures it announces, amends or abolishes.")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "key",
            "number",
            "title",
            "issuing_agency",
            "unit",
            "signed_on",
            "effective_on",
            "state",
            "published_at",
            "procedures",
        )


class PublicChangeSerializer(serializers.ModelSerializer[DecisionChange]):
    """What a decision does to one procedure; ``version`` null when it ends."""

    kind = serializers.ChoiceField(ChangeKind.choices)
    procedure = serializers.CharField(source="procedure.code")
    version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    name = serializers.CharField(source="version.name", default=None, allow_null=True)
    replaces = serializers.CharField(source="replaced.code", default=None, allow_null=True)

    class Meta:
        model = DecisionChange
        fields = ("kind", "procedure", "version", "name", "replaces")


class PublicDecisionDetailSerializer(PublicDecisionSerializer):
    """A decision with its list of changes."""

    changes = PublicChangeSerializer(many=True)

    class Meta(PublicDecisionSerializer.Meta):
        fields = (*PublicDecisionSerializer.Meta.fields, "changes")


def public_decisions() -> QuerySet[Decision]:
    """What everybody may read, with what a row tells. One query."""
    return Decision.objects.filter(state__in=PUBLIC).select_related("unit").annotate(procedures=Count("changes"))


def decisions_modified_at() -> datetime:
    """When one was last decided or put in force."""
    last = Decision.objects.filter(state__in=PUBLIC).aggregate(last=Max(Greatest("approved_at", "published_at")))
    moment: datetime | None = last["last"]
    return moment or change_log.NEVER


class DecisionList(ListAPIView[Decision]):
    """Decisions, the newest first."""

    permission_classes = (AllowAny,)
    serializer_class = PublicDecisionSerializer
    keyset = "-id"
    queryset = Decision.objects.none()

    def get_queryset(self) -> QuerySet[Decision]:
        """Those with a number, about a procedure, or that had effect by a day, when asked."""
        found, params = public_decisions(), self.request.query_params
        if number := params.get("number", "").replace("\0", ""):
            found = found.filter(number=number)
        if code := params.get("procedure", "").replace("\0", ""):
            # Asked apart, since a join would narrow the count of procedures to the one that was asked for.
            about = DecisionChange.objects.filter(decision=OuterRef("pk"))
            found = found.filter(Exists(about.filter(procedure__code=code)) | Exists(about.filter(replaced__code=code)))
        if day := read_day(self.request):
            found = found.filter(effective_on__lte=day)
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("number", description="Exactly: 77/QĐ-UBND."),
            OpenApiParameter("procedure", OpenApiTypes.STR, description="Code of a procedure it touches or ends."),
            ON,
            *CONDITIONS,
        ],
        operation_id="decisions_list",
        responses={200: PublicDecisionSerializer(many=True), 304: NOT_MODIFIED},
        examples=DECISIONS,
    )
    @open_data(modified_at=decisions_modified_at)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page; ``on`` leaves out what has effect only after that day."""
        return self.list(request, *args, **kwargs)


class DecisionDetail(RetrieveAPIView[Decision]):
    """One decision by its key, with what it does to each procedure."""

    permission_classes = (AllowAny,)
    serializer_class = PublicDecisionDetailSerializer
    lookup_field = "key"
    queryset = Decision.objects.none()

    def get_queryset(self) -> QuerySet[Decision]:
        """Two queries."""
        rows = DecisionChange.objects.select_related("procedure", "version", "replaced")
        return public_decisions().prefetch_related(Prefetch("changes", rows.order_by("procedure__code", "pk")))

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="decisions_retrieve",
        responses={200: PublicDecisionDetailSerializer, 304: NOT_MODIFIED},
    )
    @open_data(modified_at=decisions_modified_at)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 while it is not decided."""
        return self.retrieve(request, *args, **kwargs)
