"""REST of what is issued in a dossier: the result and the statutory forms (TT 03/2025/TT-VPCP), listed and downloaded.

Only what its filer may read: control slips are for those inside, a result waits until what is owed at return is paid,
and what was replaced or recalled is told of but not given out any more (NĐ 61/2018 Đ21). Each download is logged.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, TextChoices
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from dossiers import aliases, issued, looks
from dossiers.api.callers import MayReadDocuments, caller_of
from dossiers.models import Dossier, Paperwork
from portal.documents import issuing
from portal.documents.models import DocumentState, IssuedDocument
from portal.files.api.sending import is_shown, send
from portal.rest.problems import Conflict, Problem

if TYPE_CHECKING:
    from dossiers.actors import ApiClient
    from portal.accounts.models import User


class DocumentStanding(TextChoices):
    """Whether a document can be had."""

    BEING_MADE = "being_made", gettext_lazy("Đang lập")
    WAITS_FOR_PAYMENT = "waits_for_payment", gettext_lazy("Chờ nộp phí, lệ phí")
    ACTIVE = "active", gettext_lazy("Có hiệu lực")
    REPLACED = "replaced", gettext_lazy("Đã được thay thế")
    RECALLED = "recalled", gettext_lazy("Đã thu hồi")


class DocumentSerializer(serializers.ModelSerializer[Paperwork]):
    """One document; `url` gives its PDF, null while it can't be had."""

    title = serializers.CharField(source="document.title", default="")
    document_number = serializers.CharField(source="document.number", default="")
    issued_at = serializers.DateTimeField(source="document.issued_at", default=None, allow_null=True)
    signed_at = serializers.DateTimeField(source="document.signed_at", default=None, allow_null=True)
    sha256 = serializers.CharField(source="document.sha256", default="")
    size_bytes = serializers.IntegerField(source="document.stored.size_bytes", default=None, allow_null=True)
    state = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    verification_url = serializers.SerializerMethodField()

    class Meta:
        model = Paperwork
        fields = (
            *("kind", "number", "title", "document_number", "state", "issued_at", "signed_at", "sha256", "size_bytes"),
            *("url", "verification_url"),
        )

    @extend_schema_field(serializers.ChoiceField(DocumentStanding.choices))
    def get_state(self, row: Paperwork) -> str:
        """Whether it can be had, and whether it counts."""
        if row.document is None:
            return str(DocumentStanding.BEING_MADE)
        is_kept = row.kind == Paperwork.Kind.RESULT and self.context["is_kept_back"]
        return str(DocumentStanding.WAITS_FOR_PAYMENT if is_kept else row.document.state)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, row: Paperwork) -> str | None:
        """Where its PDF is."""
        is_there = self.get_state(row) == DocumentStanding.ACTIVE
        return address_of(row, self.context["dossier"], self.context["request"]) if is_there else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_verification_url(self, row: Paperwork) -> str | None:
        """The public page that proves it."""
        return issuing.verification_url(row.document) if row.document else None


def address_of(row: Paperwork, dossier: Dossier, request: Request) -> str:
    """Where the PDF of a document is."""
    return str(reverse("api:dossier-document", args=[dossier.code, row.kind, row.number], request=request))


class DocumentList(ListAPIView[Paperwork]):
    """What was issued in one dossier, or is being made, the first one first."""

    permission_classes = (MayReadDocuments,)
    serializer_class = DocumentSerializer
    keyset = "id"
    queryset = Paperwork.objects.none()

    def get_queryset(self) -> QuerySet[Paperwork]:
        """Of a dossier that the caller may read; 404 otherwise."""
        caller = caller_of(self.request)
        self.dossier = aliases.find_or_404(self.kwargs["code"], issued.with_documents_for(caller))
        self.is_kept_back = issued.is_kept_back(self.dossier, caller)
        return issued.documents_for(caller, self.dossier)

    def get_serializer_context(self) -> dict[str, Any]:
        """The dossier, and whether its result waits for money."""
        found = {"dossier": getattr(self, "dossier", None), "is_kept_back": getattr(self, "is_kept_back", False)}
        return {**super().get_serializer_context(), **found}


class DocumentFile(APIView):
    """The PDF of one document."""

    permission_classes = (MayReadDocuments,)

    @extend_schema(
        operation_id="dossiers_document",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=Paperwork.Kind.values),
            OpenApiParameter(
                "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="304 when you have it."
            ),
        ],
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (206, "application/pdf"): OpenApiTypes.BINARY,
            304: None,
        },
    )
    def get(self, request: Request, code: str, kind: str, number: int) -> HttpResponseBase:
        """200 with the PDF; 409 while its result waits for money, 410 replaced or recalled, 503 while it is made."""
        caller = caller_of(request)
        dossier = aliases.find_or_404(code, issued.with_documents_for(caller, kind))
        row = get_object_or_404(dossier.paperwork.select_related("document__stored"), kind=kind, number=number)
        document = self._in_force(row, dossier, caller)
        name = f"{dossier.code} {row.get_kind_display()}.pdf"
        answer = send(request, document.stored, name, document.issued_at)
        if is_shown(request, answer):
            looks.note_document(request, caller, dossier, str(row.get_kind_display()))
        return answer

    def _in_force(self, row: Paperwork, dossier: Dossier, caller: User | ApiClient) -> IssuedDocument:
        """The document to give out; a Problem that says why not."""
        if row.document is None:
            detail = _("Văn bản đang được lập. Hãy thử lại sau vài giây.")
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="being-made", wait_seconds=5)
        if row.kind == Paperwork.Kind.RESULT and issued.is_kept_back(dossier, caller):
            raise Conflict(_("Kết quả được trả sau khi nộp phí, lệ phí của hồ sơ."), kind="waits-for-payment")
        if row.document.state != DocumentState.ACTIVE:
            newer = dossier.paperwork.filter(document=row.document.replaced_by_id).first()
            where = address_of(newer, dossier, self.request) if newer and row.document.replaced_by_id else None
            detail = _("Văn bản này không còn hiệu lực.")
            more = {"state": str(row.document.state), "replaced_by": where}
            raise Problem(HTTPStatus.GONE, detail, kind="not-in-force", more=more)
        return row.document
