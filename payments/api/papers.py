"""REST of what a receipt is on paper and as data: its PDF and its signed XML (NĐ 254/2026). Each download is logged."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from payments.api.callers import MayReadPayments, orders_for
from payments.models import Receipt
from portal.accounts.access_log import record_look
from portal.accounts.models import User
from portal.files.api.sending import is_shown, send
from portal.files.models import StoredFile
from portal.rest.problems import Problem
from portal.rest.scopes import client_name, client_of

_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="304 when you have it."
)


class ReceiptPdf(APIView):
    """The PDF of one receipt."""

    permission_classes = (MayReadPayments,)

    @extend_schema(
        operation_id="receipts_document",
        parameters=[_IF_NONE_MATCH],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 304: None},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """200 with the PDF, also of a receipt that was replaced or cancelled; 503 while it is drawn."""
        receipt = _found(request, pk)
        return _give(request, receipt, receipt.document.stored if receipt.document else None, "pdf")


class ReceiptXml(APIView):
    """The XML of one receipt."""

    permission_classes = (MayReadPayments,)

    @extend_schema(
        operation_id="receipts_xml",
        parameters=[_IF_NONE_MATCH],
        responses={(200, "application/xml"): OpenApiTypes.BINARY, 304: None},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """200 with the XML that accounting systems read; 503 while it is drawn."""
        receipt = _found(request, pk)
        return _give(request, receipt, receipt.xml, "xml")


def _found(request: Request, pk: int) -> Receipt:
    """A receipt of the orders that the caller may read; Http404 otherwise."""
    mine = Receipt.objects.filter(order__in=orders_for(request))
    return get_object_or_404(mine.select_related("order__payer", "document__stored", "xml"), pk=pk)


def _give(request: Request, receipt: Receipt, stored: StoredFile | None, ending: str) -> HttpResponseBase:
    if stored is None:
        detail = _("Biên lai đang được lập. Hãy thử lại sau vài giây.")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="being-made", wait_seconds=5)
    answer = send(request, stored, f"{receipt}.{ending}", receipt.issued_at)
    if is_shown(request, answer):
        _note(request, receipt)
    return answer


def _note(request: Request, receipt: Receipt) -> None:
    """Log the look of anybody but who paid: a receipt names them."""
    user = request.user if isinstance(request.user, User) else None
    if user is not None and receipt.order.payer_id == user.pk:
        return
    client_id = client_of(request)
    client = f"{client_name(request)[:55]} ({client_id})"[:100] if client_id else ""
    with override("vi"):  # the log is read by many, not in the language of whoever looked
        why = _("Tải biên lai %(receipt)s") % {"receipt": receipt}
    record_look(user, receipt, why, request, owner=receipt.order.payer, client=client)
