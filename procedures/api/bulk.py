"""REST of the whole catalogue in one file: which files there are, and the files."""

from __future__ import annotations

from http import HTTPStatus
from typing import IO, Any

import structlog
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from portal.rest import ranges
from portal.rest.refusals import Problem
from procedures import bulk_files
from procedures.api.examples.announced import BULK
from procedures.models import BulkFile, BulkFormat

log = structlog.get_logger(__name__)
#: The worker looks once a minute.
WAIT_SECONDS = 60
TYPES = {BulkFormat.NDJSON: "application/x-ndjson", BulkFormat.CSV: "text/csv; charset=utf-8"}
NAMES = [f"catalogue.{kind}" for kind in BulkFormat.values]


class BulkFileSerializer(serializers.ModelSerializer[BulkFile]):
    """A file with the whole catalogue; go on from it by ``changes/?after=<changes_after>``."""

    url = serializers.SerializerMethodField()
    procedures = serializers.IntegerField(source="rows")
    changes_after = serializers.IntegerField(source="number")

    class Meta:
        model = BulkFile
        fields = (
            "url",
            "format",
            "schema_version",
            "procedures",
            "day",
            "made_at",
            "size_bytes",
            "sha256",
            "changes_after",
        )

    def get_url(self, file: BulkFile) -> str:
        """Where it is taken."""
        return reverse("api:bulk-file", args=[file.name], request=self.context["request"])


class BulkFilesSerializer(serializers.Serializer[Any]):
    """The newest file of each format."""

    results = BulkFileSerializer(many=True)


class BulkList(APIView):
    """Files with the whole catalogue in force."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="bulk_list", responses=BulkFilesSerializer, examples=BULK)
    def get(self, request: Request) -> Response:
        """The newest of each format; none before the worker made the first."""
        files = [file for file in map(bulk_files.newest, BulkFormat.values) if file]
        return Response(BulkFilesSerializer({"results": files}, context={"request": request}).data)


class AnyType(BaseContentNegotiation):
    """The address names the format, so ``Accept`` decides nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first."""
        return parsers[0]

    def filter_renderers(self, renderers: Any, format_suffix: str) -> Any:
        """All of them."""
        return renderers

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The one of refusals."""
        renderer: BaseRenderer = renderers[0]
        return renderer, renderer.media_type


class BulkDownload(APIView):
    """One file."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyType

    @extend_schema(
        operation_id="bulk_retrieve",
        parameters=[
            OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=NAMES),
            OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER, description="bytes=<first>-<last>"),
        ],
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (206, "application/x-ndjson"): OpenApiTypes.BINARY,
            (206, "text/csv"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="You have the newest file already."),
            416: OpenApiResponse(description="The range lies outside of the file."),
        },
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """Streamed from the store, whole or in part (``Range``, ``If-Range``); 503 before the first was made."""
        if name not in NAMES:
            raise NotFound(_("Không có tệp này."))
        kind = name.rpartition(".")[2]
        file, content = _open(kind)
        response = ranges.serve(
            request._request,
            content,
            size=file.size_bytes,
            etag=f'"{file.sha256[:32]}"',
            modified=file.made_at,
            content_type=TYPES[BulkFormat(kind)],
        )
        response["Content-Disposition"] = f'attachment; filename="catalogue-{file.day}.{kind}"'
        response["Cache-Control"] = "public, no-cache"
        return response


def _open(kind: str) -> tuple[BulkFile, IO[bytes]]:
    """The newest file and its bytes. Problem 503 before the first was made, or when the store lost it."""
    file = bulk_files.newest(kind)
    if file is not None:
        try:
            return file, bulk_files.storage().open(file.location)
        except FileNotFoundError:
            log.error("bulk_file_lost", location=file.location)
    detail = _("Tệp này chưa được tạo. Hãy thử lại sau một phút.")
    raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="not-yet", wait_seconds=WAIT_SECONDS)
