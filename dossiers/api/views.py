"""REST for dossiers: file, read, list, events, act, receipt, track."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers import aliases, intake, looks, paperwork, returning, supplementing, tracking
from dossiers.actors import ApiClient
from dossiers.api import parsing, preconditions
from dossiers.api.callers import MayUseDossiers, caller_of, level_of, visible_to
from dossiers.api.following import EventSerializer, TrackSerializer
from dossiers.api.refusals import said_as_problems
from dossiers.api.serializers import (
    DossierDetailSerializer,
    DossierSerializer,
    answer_to_creation,
)
from dossiers.models import Dossier, Event, Paperwork
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.files.api.sending import is_shown, send
from portal.rest.idempotency import idempotent
from portal.rest.moments import MomentFilter
from portal.rest.problems import Problem


class DossierFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Filters of the list."""

    procedure = filters.CharFilter(field_name="procedure_version__procedure__code")
    receiving_unit = filters.CharFilter(field_name="receiving_unit__code")
    submitted_after = MomentFilter(field_name="submitted_at", lookup_expr="gte")
    submitted_before = MomentFilter(field_name="submitted_at", lookup_expr="lt")

    class Meta:
        model = Dossier
        fields = ("status", "channel")


class DossierList(generics.ListAPIView[Dossier]):
    """The caller's dossiers, newest first; POST files one."""

    permission_classes = (MayUseDossiers,)
    serializer_class = DossierSerializer
    filterset_class = DossierFilter
    keyset = "-id"
    queryset = Dossier.objects.none()

    def get_queryset(self) -> QuerySet[Dossier]:
        """The dossiers that the caller may see."""
        return visible_to(caller_of(self.request)).for_pages()

    @extend_schema(
        request=parsing.DossierCreateSerializer,
        responses={201: DossierSerializer},
        parameters=[OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Files a dossier; `Idempotency-Key` makes a repeated request count once."""
        return self._create(request)

    @idempotent
    def _create(self, request: Request) -> Response:
        filing, caller = parsing.checked_filing(request.data), caller_of(request)
        with said_as_problems():
            dossier = intake.submit(parsing.submission_from(filing), by=caller, level=level_of(request, filing))
        data = answer_to_creation(dossier, request)
        return Response(data, status=HTTPStatus.CREATED, headers={"Location": f"{request.path}{dossier.code}/"})


class DossierDetail(generics.RetrieveAPIView[Dossier]):
    """One dossier of the caller."""

    permission_classes = (MayUseDossiers,)
    serializer_class = DossierDetailSerializer
    lookup_field = "code"
    queryset = Dossier.objects.none()

    def get_queryset(self) -> QuerySet[Dossier]:
        """The dossiers that the caller may see."""
        return visible_to(caller_of(self.request)).for_pages()

    def get_serializer_context(self) -> dict[str, Any]:
        """The caller, whose actions are listed."""
        return {**super().get_serializer_context(), "caller": caller_of(self.request)}

    def get_object(self) -> Dossier:
        """The dossier of a code, also of one that another system gave it."""
        return aliases.find_or_404(self.kwargs["code"], self.get_queryset())

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """200 with the dossier and its mark, which acts may name in If-Match."""
        data, etag = preconditions.shown(self.get_object(), request, caller_of(request))
        return Response(data, headers={"ETag": etag})


class DossierEvents(generics.ListAPIView[Event]):
    """The event log of one dossier, oldest first."""

    permission_classes = (MayUseDossiers,)
    serializer_class = EventSerializer
    keyset = "sequence"
    queryset = Event.objects.none()

    def get_queryset(self) -> QuerySet[Event]:
        """The events of a dossier that the caller may see; 404 otherwise."""
        dossier = aliases.find_or_404(self.kwargs["code"], visible_to(caller_of(self.request)))
        return dossier.events.select_related("unit")

    def get_serializer_context(self) -> dict[str, Any]:
        """Whether the caller works on the dossier and may read what is said inside."""
        caller = caller_of(self.request)
        code = self.kwargs["code"]
        is_inside = isinstance(caller, User) and aliases.find(code, Dossier.objects.worked_by(caller)) is not None
        return {**super().get_serializer_context(), "is_inside": is_inside}


def _answer(dossier: Dossier, caller: User | ApiClient, data: dict[str, Any]) -> None:
    supplementing.answer(dossier, caller, papers=parsing.papers_from(data["papers"]), note=data["note"])


def _withdraw(dossier: Dossier, caller: User | ApiClient, data: dict[str, Any]) -> None:
    returning.withdraw(dossier, caller, reason=data["reason"])


def _rate(dossier: Dossier, caller: User | ApiClient, data: dict[str, Any]) -> None:
    if isinstance(caller, ApiClient):
        raise TypeError("a system rates nothing")
    returning.rate(dossier, caller, score=data["score"], comment=data["comment"])


Act = Callable[[Dossier, User | ApiClient, dict[str, Any]], None]

ACTS: dict[str, tuple[type[serializers.Serializer[Any]], Act]] = {
    Action.ANSWER_SUPPLEMENT: (parsing.SupplementAnswerSerializer, _answer),
    Action.WITHDRAW: (parsing.WithdrawSerializer, _withdraw),
    Action.RATE: (parsing.RateSerializer, _rate),
}
"""What a filer can do through the API (only a person rates); staff act on the pages, where they see the papers."""


class DossierAction(APIView):
    """Carries out one action on a dossier of the caller."""

    permission_classes = (MayUseDossiers,)

    @extend_schema(
        request=PolymorphicProxySerializer("ActionBody", [shape for shape, _act in ACTS.values()], None),
        responses={200: DossierDetailSerializer},
        parameters=[
            OpenApiParameter("action", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[*map(str, ACTS)]),
            preconditions.HEADER,
        ],
    )
    def post(self, request: Request, code: str, action: str) -> Response:
        """200 with the dossier after the act; 404 unknown action, 409 not possible now, 412 changed, 422 incomplete."""
        caller = caller_of(request)
        dossier = aliases.find_or_404(code, visible_to(caller))
        if action not in ACTS or (action == Action.RATE and isinstance(caller, ApiClient)):
            raise Problem(HTTPStatus.NOT_FOUND, _("Không có việc nào tên như vậy."), kind="unknown-action")
        shape, act = ACTS[action]
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        with said_as_problems(), preconditions.held(dossier, request, caller):
            act(dossier, caller, body.validated_data)
        data, etag = preconditions.shown(visible_to(caller).for_pages().get(pk=dossier.pk), request, caller)
        return Response(data, headers={"ETag": etag})


class DossierReceipt(APIView):
    """The PDF of the receipt, or of the acknowledgement before the clerk received the dossier."""

    permission_classes = (MayUseDossiers,)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, code: str) -> HttpResponseBase:
        """200 with the PDF, or 503 with Retry-After while the worker is making it."""
        caller = caller_of(request)
        dossier = aliases.find_or_404(code, visible_to(caller))
        kinds = (Paperwork.Kind.RECEIPT, Paperwork.Kind.ACKNOWLEDGEMENT)
        made = [row for kind in kinds if (row := paperwork.made(dossier, kind)) and row.document]
        if not made or made[0].document is None:
            detail = _("Giấy tiếp nhận đang được tạo. Hãy thử lại sau vài giây.")
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="being-made", wait_seconds=5)
        document, named = made[0].document, made[0].get_kind_display()
        answer = send(request, document.stored, f"{dossier.code} {named}.pdf", document.issued_at)
        if is_shown(request, answer):
            looks.note_document(request, caller, dossier, named)
        return answer


class Track(APIView):
    """How far a dossier is, by its code; no token, no personal data."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[OpenApiParameter("code", str, required=True)], responses={200: TrackSerializer})
    def get(self, request: Request) -> Response:
        """200 with the level of completion; 404 when no dossier has the code, 429 when asked too often."""
        if not tracking.may_look(request.META.get("REMOTE_ADDR", "")):
            detail = _("Bạn tra cứu quá nhanh. Hãy thử lại sau một phút.")
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, kind="too-fast", wait_seconds=60)
        try:
            code, completion = tracking.track(request.query_params.get("code", ""))
        except tracking.UnknownCode as error:
            raise Problem(HTTPStatus.NOT_FOUND, _("Không có hồ sơ nào mang mã này.")) from error
        body = {"code": code, "completion": completion.value, "completion_name": completion.label}
        return Response(TrackSerializer(body).data)
