"""REST of uploads: `POST` a whole file (multipart) or begin a resumable one (JSON), then `PATCH` pieces.

Protocol of the pieces: `Upload-Offset: n` and the raw bytes; 409 with the right offset when n is another; the piece
that completes the file is answered with the state after the checks.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.files import uploads
from portal.files.api.parsers import PieceParser
from portal.files.api.serializers import BeginSerializer, UploadSerializer, WholeSerializer
from portal.files.models import Upload, UploadState
from portal.files.refusals import UploadRefused, WrongOffset
from portal.rest.idempotency import idempotent
from portal.rest.json_bodies import StrictJSONParser
from portal.rest.problems import CONTENT_TYPE, Problem, problem_body
from portal.rest.scopes import HasScope, client_of

OFFSET_HEADER = "Upload-Offset"
LONGEST_OFFSET = 15  # digits: Python refuses to read numbers of thousands of them
OFFSET_PARAMETER = OpenApiParameter(
    OFFSET_HEADER, OpenApiTypes.INT, OpenApiParameter.HEADER, required=True, description="Bytes received so far"
)


class SignedInSession(BasePermission):
    """A person with a session in the browser; machines need a scope instead."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether a person is signed in without a token."""
        return request.auth is None and bool(request.user and request.user.is_authenticated)


def holder_of(request: Request) -> dict[str, Any]:
    """Return whose uploads these are, as the arguments that `uploads` takes."""
    user = request.user if request.user and request.user.is_authenticated else None
    return {"owner": user, "client": client_of(request)}


def refused(refusal: UploadRefused, kind: str = "upload-refused") -> Problem:
    """Turn a refusal into a problem answer with its own status (413, 422)."""
    return Problem(refusal.status, refusal.message, kind=kind)


class UploadList(APIView):
    """Taking files in."""

    permission_classes = [HasScope("uploads:write") | SignedInSession]
    parser_classes = [StrictJSONParser, MultiPartParser]

    @extend_schema(
        request={"application/json": BeginSerializer, "multipart/form-data": WholeSerializer},
        responses={201: UploadSerializer},
        operation_id="uploads_create",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a whole file, or begin a resumable upload of `size` bytes."""
        try:
            upload = self._receive(request) if request.FILES else self._begin(request)
        except UploadRefused as refusal:
            raise refused(refusal) from refusal
        body = UploadSerializer(upload).data
        return Response(body, status=HTTPStatus.CREATED, headers={"Location": body["url"]})

    def _receive(self, request: Request) -> Upload:
        asked = WholeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        holder = holder_of(request)
        return uploads.receive(holder["owner"], asked.validated_data["file"], client=holder["client"])

    def _begin(self, request: Request) -> Upload:
        asked = BeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        holder = holder_of(request)
        name, size = asked.validated_data["name"], asked.validated_data["size"]
        return uploads.begin(holder["owner"], name, size, client=holder["client"])


class UploadDetail(APIView):
    """One upload of the caller; everybody else's answers 404."""

    permission_classes = [HasScope("uploads:write") | SignedInSession]
    parser_classes = [PieceParser]

    def _mine(self, request: Request, public_id: UUID) -> Upload:
        held = Upload.objects.held_by(**holder_of(request)).select_related("stored")
        return get_object_or_404(held, public_id=public_id)

    @extend_schema(responses={200: UploadSerializer}, operation_id="uploads_retrieve")
    def get(self, request: Request, public_id: UUID) -> Response:
        """Say where the upload stands (also HEAD: the offset is in the header)."""
        return _standing(_finished(self._mine(request, public_id)))

    @extend_schema(
        request={"application/offset+octet-stream": OpenApiTypes.BINARY},
        parameters=[OFFSET_PARAMETER],
        responses={200: UploadSerializer, 409: OpenApiResponse(description="Another offset is expected: `offset`")},
        operation_id="uploads_append",
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Add a piece; the last one is followed by the checks of the whole file."""
        upload = self._mine(request, public_id)
        try:
            upload = uploads.append(upload, _offset(request), _piece(request))
        except WrongOffset as wrong:
            _finished(self._mine(request, public_id))
            return _another_offset(wrong)
        except UploadRefused as refusal:
            raise refused(refusal) from refusal
        return _standing(_finished(upload))

    @extend_schema(responses={204: None}, operation_id="uploads_delete")
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Delete an upload that no dossier uses; 409 when one does."""
        try:
            uploads.delete_unused(self._mine(request, public_id))
        except UploadRefused as refusal:
            raise Problem(HTTPStatus.CONFLICT, refusal.message, kind="upload-in-use") from refusal
        return Response(status=HTTPStatus.NO_CONTENT)


def _finished(upload: Upload) -> Upload:
    """Check the whole once all of it is there, also when the request that brought the last piece died before that."""
    if upload.received_bytes < upload.declared_size or upload.state != UploadState.RECEIVING:
        return upload
    # The piece did arrive: a refusal of the whole is the upload's state, told in words, not an error of this request.
    try:
        return uploads.finish(upload)
    except UploadRefused:
        return Upload.objects.get(pk=upload.pk)


def _offset(request: Request) -> int:
    given = request.headers.get(OFFSET_HEADER, "")
    if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST_OFFSET):
        raise ValidationError({OFFSET_HEADER: [_("Cần tiêu đề Upload-Offset là số byte đã gửi.")]})
    return int(given)


def _piece(request: Request) -> bytes:
    # DRF gives an empty mapping for an empty body.
    piece: Any = request.data
    return piece if isinstance(piece, bytes) else b""


def _standing(upload: Upload) -> Response:
    return Response(UploadSerializer(upload).data, headers={OFFSET_HEADER: str(upload.received_bytes)})


def _another_offset(wrong: WrongOffset) -> Response:
    body = problem_body(HTTPStatus.CONFLICT, wrong.message, kind="wrong-offset") | {"offset": wrong.expected_offset}
    headers = {OFFSET_HEADER: str(wrong.expected_offset)}
    return Response(body, status=HTTPStatus.CONFLICT, headers=headers, content_type=CONTENT_TYPE)
