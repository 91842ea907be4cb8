"""REST of the catalogue: open data, no token needed (design.md: reading the catalogue needs none)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.rest.described import page_of
from procedures import catalogue
from procedures.api.days import ON, read_day
from procedures.api.listing import Question, list_versions
from procedures.api.serializers import ProcedureDetailSerializer, ProcedureSerializer
from procedures.models import ProcedureVersion

FILTERS = [
    OpenApiParameter("search", description="Words, with or without accents, or a code; best results first."),
    OpenApiParameter("level", enum=["commune", "province", "ministry", "other"]),
    OpenApiParameter("field", description="Code of a field."),
    OpenApiParameter("unit", description="Code of a unit: what it is competent for."),
    OpenApiParameter("audience", enum=["citizen", "organisation", "business", "foreigner", "official"]),
    OpenApiParameter("online", enum=["full", "partial", "none"]),
    OpenApiParameter("after", OpenApiTypes.STR, description="Place of the next page, as given in `next`."),
    ON,
]


class ProcedureList(GenericAPIView[ProcedureVersion]):
    """Procedures in force, in order of code; with ``search`` in order of fit."""

    permission_classes = (AllowAny,)
    serializer_class = ProcedureSerializer
    queryset = ProcedureVersion.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(parameters=FILTERS, operation_id="procedures_list", responses=page_of(ProcedureSerializer))
    def get(self, request: Request) -> Response:
        """One page: {"results", "next", "previous"}; a search may add "did_you_mean", "clarify", "out_of_scope"."""
        question = Question.read(request.query_params, on=read_day(request))
        page = list_versions(question)
        return Response(
            {
                "results": ProcedureSerializer(page.versions, many=True).data,
                "next": _address(request, page.next_after),
                "previous": _address(request, page.previous_after),
                **page.remarks,
            }
        )


class ProcedureDetail(APIView):
    """One procedure by its code."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[ON], responses=ProcedureDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        """The version in force on the day asked for, with all its content."""
        try:
            version = catalogue.published(code, read_day(request))
        except catalogue.UnknownProcedure as error:
            raise NotFound(_("Không có thủ tục này trong danh mục vào ngày đó.")) from error
        return Response(ProcedureDetailSerializer(version).data)


def _address(request: Request, after: Any) -> str | None:
    if after is None:
        return None
    query = request.query_params.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"?{query.urlencode()}")
