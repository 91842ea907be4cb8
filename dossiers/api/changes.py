"""REST of what changed: the events of all dossiers of the calling system by number, so that it misses none."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.api.callers import ReadsDossiers
from dossiers.api.following import DossierChangeSerializer
from dossiers.telling_clients import changes_after
from portal.rest import page_sizes
from portal.rest.scopes import client_of

AFTER = OpenApiParameter(
    "after",
    OpenApiTypes.INT64,
    description="The number up to which you know the changes; 0, the default: from the start.",
)
PAGE = inline_serializer(
    "DossierChangePage",
    {
        "results": DossierChangeSerializer(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True, help_text="Always null: changes are read forwards."),
        "latest": serializers.IntegerField(help_text="How far they are. With next null: your next `after`."),
        "is_whole": serializers.BooleanField(
            help_text="False while what happened before the site had this feed is still being taken in."
        ),
    },
)


class DossierChanges(APIView):
    """The changes of the caller's dossiers, oldest first. Numbers have no gaps and none arrives late."""

    permission_classes = (ReadsDossiers,)

    @extend_schema(parameters=[AFTER, page_sizes.PARAMETER], operation_id="dossiers_changes", responses={200: PAGE})
    def get(self, request: Request) -> Response:
        """Follow ``next``; when it is null, keep ``latest`` and ask with it as ``after`` the next time."""
        after = page_sizes.read_number(request.query_params, "after", may_be_below_zero=True)
        size = page_sizes.read_page_size(request.query_params)
        found = changes_after(client_of(request), after, size)
        last = found.rows[-1].number if found.rows else None
        return Response(
            {
                "results": DossierChangeSerializer(found.rows, many=True).data,
                "next": _next(request, last) if found.has_more and last is not None else None,
                "previous": None,
                "latest": found.latest,
                "is_whole": found.is_whole,
            }
        )


def _next(request: Request, after: int) -> str:
    query = request.query_params.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"?{query.urlencode()}")
