"""REST of what stands beside the procedures: fields of work, rules on fees, and events of a life or a business."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.rest.described import described_json
from procedures import change_log, events, fee_rule_book
from procedures.api.days import ON, read_day
from procedures.api.examples.beside import EVENTS, FEE_RULES, FIELDS
from procedures.api.list_serializers import FieldSerializer
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.events import Event
from procedures.models import FeeRule, Field, ProcedureVersion

KINDS = ("life", "business")


class FieldCountSerializer(FieldSerializer):
    """A field of administration with how many procedures of it are in force today."""

    procedures = serializers.IntegerField()

    class Meta(FieldSerializer.Meta):
        fields = (*FieldSerializer.Meta.fields, "procedures")


class FieldList(ListAPIView[Field]):
    """Fields of administration, in order of code; those that no procedure in force has, too."""

    permission_classes = (AllowAny,)
    serializer_class = FieldCountSerializer
    keyset = "code"

    def get_queryset(self) -> QuerySet[Field]:
        """Each with its count: one query."""
        in_force = Q(versions__in=ProcedureVersion.objects.valid_on().values("pk"))
        return Field.objects.annotate(procedures=Count("versions", filter=in_force))

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="fields_list",
        examples=FIELDS,
        responses={200: FieldCountSerializer(many=True), 304: NOT_MODIFIED},
    )
    @open_data()
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        return self.list(request, *args, **kwargs)


class FeeRuleSerializer(serializers.ModelSerializer[FeeRule]):
    """A dated rule that exempts from fees or lowers them; empty lists leave the question open."""

    answers = described_json({"type": "object", "additionalProperties": {"type": "array", "items": {}}})(
        help_text="Answers of the e-form that it asks for: any one of the values of each."
    )

    class Meta:
        model = FeeRule
        fields = (
            "key",
            "text",
            "province",
            "effect",
            "percent_off",
            "amount_dong",
            "fee_codes",
            "kinds",
            "procedure_codes",
            "case_keys",
            "channel",
            "answers",
            "group",
            "group_name",
            "proof",
            "valid_from",
            "valid_to",
            "legal_basis",
        )


def _rule_events() -> QuerySet[Any]:
    """Every change of a rule, as pghistory keeps it."""
    kept: QuerySet[Any] = apps.get_model("procedures", "FeeRuleEvent")._default_manager.all()
    return kept


def rules_modified_at() -> datetime:
    """When what is to be paid last changed: with the catalogue, by a hand, or by the day that began or ended a rule."""
    last: datetime | None = _rule_events().aggregate(last=Max("pgh_created_at"))["last"]
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return max(change_log.modified_at(), midnight, last or midnight)


class FeeRuleList(ListAPIView[FeeRule]):
    """Exemptions and reductions of this province and of the whole country, in force on a day, in order of key."""

    permission_classes = (AllowAny,)
    serializer_class = FeeRuleSerializer
    keyset = "key"
    queryset = FeeRule.objects.none()

    def get_queryset(self) -> QuerySet[FeeRule]:
        """Those of the day, for one procedure or fee when asked."""
        day = read_day(self.request) or timezone.localdate()
        found = fee_rule_book.approved().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
        for name, column in (("procedure", "procedure_codes"), ("fee", "fee_codes")):
            if code := self.request.query_params.get(name, "").replace("\0", ""):
                found = found.filter(Q(**{f"{column}__contains": [code]}) | Q(**{f"{column}__len": 0}))
        return found

    @extend_schema(
        parameters=[
            ON,
            OpenApiParameter("procedure", description="Code of a procedure: rules that could apply to it."),
            OpenApiParameter("fee", description="Code of a fee: rules that could apply to it."),
            *CONDITIONS,
        ],
        operation_id="fee_rules_list",
        responses={200: FeeRuleSerializer(many=True), 304: NOT_MODIFIED},
        examples=FEE_RULES,
    )
    @open_data(modified_at=rules_modified_at)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        return self.list(request, *args, **kwargs)


class LifeEventStepSerializer(serializers.Serializer[Any]):
    """A procedure of an event, and what to do there."""

    procedure = serializers.CharField()
    name = serializers.CharField(help_text="Of the procedure, as announced.")
    do = serializers.CharField()


class LifeEventSerializer(serializers.Serializer[Any]):
    """An entry point: what happened, and the procedures in force that it brings, first things first."""

    slug = serializers.SlugField()
    kind = serializers.ChoiceField(KINDS)
    title = serializers.CharField()
    text = serializers.CharField()
    steps = LifeEventStepSerializer(many=True)


EVENTS_PAGE = inline_serializer(
    "LifeEventPage",
    {
        "results": LifeEventSerializer(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    },
)


class EventList(APIView):
    """Events of a life and of a business, in the language of the caller."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, enum=KINDS), *CONDITIONS],
        operation_id="life_events_list",
        responses={200: EVENTS_PAGE, 304: NOT_MODIFIED},
        examples=EVENTS,
    )
    @open_data()
    def get(self, request: Request) -> Response:
        """All of them on one page: there are few."""
        kind = request.query_params.get("kind", "")
        if kind and kind not in KINDS:
            words = _("Giá trị này không có. Hãy dùng một trong: %(known)s.") % {"known": ", ".join(KINDS)}
            raise ValidationError({"kind": [words]})
        told = _told([(name, event) for name in ([kind] if kind else KINDS) for event in events.events(name)])
        return Response({"results": LifeEventSerializer(told, many=True).data, "next": None, "previous": None})


class EventDetail(APIView):
    """One event."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="life_events_retrieve",
        responses={200: LifeEventSerializer, 304: NOT_MODIFIED},
    )
    @open_data()
    def get(self, request: Request, slug: str) -> Response:
        """By its address on the site."""
        found = [(kind, event) for kind in KINDS for event in events.events(kind) if event.slug == slug]
        if not found:
            raise NotFound(_("Không có sự kiện này."))
        return Response(LifeEventSerializer(_told(found)[0]).data)


def _told(found: list[tuple[str, Event]]) -> list[dict[str, Any]]:
    """Events with the names of their procedures in force: one query for all."""
    codes = {step.code for _kind, event in found for step in event.steps}
    in_force = ProcedureVersion.objects.valid_on().filter(procedure__code__in=codes)
    names = dict(in_force.values_list("procedure__code", "name"))
    return [
        {
            "slug": event.slug,
            "kind": kind,
            "title": str(event.title),
            "text": str(event.text),
            "steps": [
                {"procedure": step.code, "name": names[step.code], "do": str(step.do)}
                for step in event.steps
                if step.code in names
            ],
        }
        for kind, event in found
    ]
