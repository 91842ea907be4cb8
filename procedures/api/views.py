"""REST of the catalogue: open data, no token needed (design.md: reading the catalogue needs none)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.rest import page_sizes
from procedures import catalogue, history
from procedures.api.days import MODIFIED_SINCE, ON, read_day, read_modified_since
from procedures.api.examples.procedures import PROCEDURE, PROCEDURES
from procedures.api.gone import GONE, published_or_refused
from procedures.api.list_serializers import ProcedureSerializer
from procedures.api.listing import Question, list_versions
from procedures.api.modified import list_modified
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.api.whole_serializer import ProcedureDetailSerializer
from procedures.change_log import as_of
from procedures.models import ProcedureVersion

FILTERS = [
    OpenApiParameter("search", description="Words, with or without accents, or a code; best results first."),
    OpenApiParameter("level", enum=["commune", "province", "ministry", "other"]),
    OpenApiParameter("field", description="Code of a field (`fields/`)."),
    OpenApiParameter("unit", description="Code of a unit (`units/`): the list of what it settles."),
    OpenApiParameter("agency", description="Words of the name of the agency that carries it out."),
    OpenApiParameter("audience", enum=["citizen", "organisation", "business", "foreigner", "official"]),
    OpenApiParameter("online", enum=["full", "partial", "none"]),
    OpenApiParameter("after", OpenApiTypes.STR, description="Place of the next page, as given in `next`."),
    page_sizes.PARAMETER,
    ON,
    MODIFIED_SINCE,
]
PAGE = inline_serializer(
    "ProcedurePage",
    {
        "results": ProcedureSerializer(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "as_of": serializers.DateTimeField(
            required=False, help_text="What to give as `modified_since` next time; of the first page."
        ),
    },
)


class ProcedureList(GenericAPIView[ProcedureVersion]):
    """Procedures in force, in order of code; with ``search`` in order of fit."""

    permission_classes = (AllowAny,)
    serializer_class = ProcedureSerializer
    queryset = ProcedureVersion.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        parameters=[*FILTERS, *CONDITIONS],
        operation_id="procedures_list",
        responses={200: PAGE, 304: NOT_MODIFIED},
        examples=PROCEDURES,
    )
    @open_data()
    def get(self, request: Request) -> Response:
        """One page: {"results", "next", "previous"}; a search may add "did_you_mean", "clarify", "out_of_scope"."""
        day, since = read_day(request), read_modified_since(request)
        question = Question.read(request.query_params, on=day, modified_since=since)
        told = as_of()
        page = list_modified(question) if since else list_versions(question)
        return Response(
            {
                "results": ProcedureSerializer(page.versions, many=True, context={"day": day}).data,
                "next": _address(request, page.next_after),
                "previous": _address(request, page.previous_after),
                **({} if question.search or day else {"as_of": told}),
                **page.remarks,
            }
        )


class ProcedureDetail(APIView):
    """One procedure by its code."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[ON, *CONDITIONS],
        responses={200: ProcedureDetailSerializer, 304: NOT_MODIFIED, 410: GONE},
        examples=PROCEDURE,
    )
    @open_data()
    def get(self, request: Request, code: str) -> Response:
        """The version in force on the day asked for, with all its content."""
        day = read_day(request)
        version = published_or_refused(code, day)
        return Response(ProcedureDetailSerializer(version, context={"day": day}).data)


class VersionDetail(APIView):
    """One announced version of a procedure: past, in force, or staged for later."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="procedures_version",
        responses={200: ProcedureDetailSerializer, 304: NOT_MODIFIED},
    )
    @open_data()
    def get(self, request: Request, code: str, number: int) -> Response:
        """All of it, as announced; it never changes, but for the day on which it ends."""
        edition = history.with_number(history.read_editions(code), number)
        if edition is None:
            raise NotFound(_("Thủ tục này không có phiên bản mang số đó."))
        return Response(ProcedureDetailSerializer(catalogue.find_version(edition.pk)).data)


def _address(request: Request, after: Any) -> str | None:
    if after is None:
        return None
    query = request.query_params.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"?{query.urlencode()}")
