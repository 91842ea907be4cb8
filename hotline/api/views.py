"""REST of the hotline: anybody, or another system (the national portal, 1022), files; whoever has the secret reads."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotline import following, intake, throttling
from hotline.api.attaching import chosen_from
from hotline.api.own import FollowsFeedback, TicketFilter, tickets_of
from hotline.api.serializers import (
    FeedbackSerializer,
    FiledSerializer,
    TicketRowSerializer,
    TicketSerializer,
    report_from,
)
from hotline.attachments import showing
from hotline.kinds import Severity
from hotline.models import Ticket
from hotline.problems import Incomplete
from portal.files.serve import file_response
from portal.rest.idempotency import idempotent
from portal.rest.json_bodies import StrictJSONParser
from portal.rest.problems import Problem, Unprocessable, error_at
from portal.rest.scopes import client_of

SECRET_HEADER = "Feedback-Secret"  # noqa: S105 - the name of a header
SCOPE = "feedback:write"
_KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)
_SECRET = OpenApiParameter(SECRET_HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=False)


class FeedbackList(ListAPIView[Ticket]):
    """Filing a report: no token is needed, and a system that has one is known by it. It lists what it filed."""

    parser_classes = (StrictJSONParser, MultiPartParser)
    serializer_class = TicketRowSerializer
    filterset_class = TicketFilter
    keyset = "-id"
    queryset = Ticket.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Anybody files; the list is for systems with `feedback:write`."""
        return [AllowAny() if self.request is not None and self.request.method == "POST" else FollowsFeedback()]

    def get_queryset(self) -> QuerySet[Ticket]:
        """What the calling system filed, newest first."""
        return tickets_of(self.request)

    @extend_schema(
        request={"application/json": FeedbackSerializer, "multipart/form-data": FeedbackSerializer},
        responses={201: FiledSerializer},
        parameters=[_KEY],
        operation_id="feedback_create",
    )
    def post(self, request: Request) -> Response:
        """201 with code and secret; `Idempotency-Key` makes a repeated request count once. 429 when too many come."""
        if not _partner(request) and throttling.is_over(throttling.SENT_BY_API, request.META.get("REMOTE_ADDR", "")):
            detail = _("Từ địa chỉ mạng này vừa có quá nhiều phản ánh. Hãy thử lại sau một phút.")
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, kind="too-fast", wait_seconds=60)
        return self._file(request)

    @idempotent
    def _file(self, request: Request) -> Response:
        body = FeedbackSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data["reference"] and not _partner(request):
            refusal = _("Chỉ hệ thống có quyền feedback:write mới được gửi mã riêng của mình.")
            raise Unprocessable(refusal, kind="no-partner", errors=[error_at("reference", message=refusal)])
        language = get_language() or "vi"
        try:
            filed = intake.file(
                report_from(body.validated_data, client_id=client_of(request), language=language),
                files=chosen_from(request, body.validated_data),
            )
        except Incomplete as error:
            where = (error.field,) if error.field == "attachments" else ("reporter", error.field)
            fault = error_at(*where, message=str(error))
            raise Unprocessable(str(error), kind="incomplete", errors=[fault]) from error
        ticket = filed.ticket
        told = {
            "code": ticket.code,
            "secret": filed.secret,
            "due_at": ticket.answer_due_at,
            "is_urgent": ticket.severity == Severity.URGENT,
        }
        headers = {"Location": f"{request.path}{ticket.code}/"}
        return Response(FiledSerializer(told).data, status=HTTPStatus.CREATED, headers=headers)


class FeedbackDetail(APIView):
    """One ticket for whoever has its secret, and for the system that filed it."""

    permission_classes = (AllowAny,)

    @extend_schema(responses={200: TicketSerializer}, parameters=[_SECRET], operation_id="feedback_retrieve")
    def get(self, request: Request, code: str) -> Response:
        """200 with its way so far; 404 when code and secret do not fit, 429 when tried too often."""
        shown = Ticket.objects.for_pages().get(pk=_unlocked(request, code).pk)
        return Response(TicketSerializer(shown).data, headers={"Cache-Control": "private, no-store"})


class FeedbackAttachment(APIView):
    """A file of one ticket for whoever has its secret."""

    permission_classes = (AllowAny,)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[_SECRET],
        operation_id="feedback_attachment",
    )
    def get(self, request: Request, code: str, file: UUID) -> HttpResponse:
        """200 with the file that the reporter gave; 404 as for the ticket itself."""
        found = get_object_or_404(showing.for_reporter(_unlocked(request, code)), public_id=file)
        if found.upload.stored is None:
            raise Http404
        return file_response(found.upload.stored, found.upload.name, to_owner=True)


def _partner(request: Request) -> str:
    """The client id of a system that files for others, as the national portal and 1022 do; "" for everybody else."""
    client = client_of(request)
    token: Any = request.auth  # an OAuth 2 token where there is a client; the stubs know DRF's own only
    return client if client and token.is_valid([SCOPE]) else ""


def _unlocked(request: Request, code: str) -> Ticket:
    """The ticket that the secret opens, or that the calling system filed itself."""
    if partner := _partner(request):
        own = Ticket.objects.filter(code=code, client_id=partner).first()
        if own is not None:
            return own
    if throttling.is_over(throttling.UNLOCKED, request.META.get("REMOTE_ADDR", "")):
        detail = _("Bạn tra cứu quá nhanh. Hãy thử lại sau một phút.")
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, kind="too-fast", wait_seconds=60)
    try:
        return following.unlock(code, request.headers.get(SECRET_HEADER, ""))
    except following.WrongKey as error:
        detail = _("Mã phản ánh và mã bí mật không khớp. Hãy xem lại cả hai mã.")
        raise Problem(HTTPStatus.NOT_FOUND, detail) from error
