"""The worker's side of receipts: draw PDF and XML, sign both with the unit's seal, enter the PDF in the register.

A failure is written on the receipt and tried again later; the number was given at the moment of collection and stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from payments import receipt_xml
from payments.models import Receipt
from payments.receipt_xml import TITLES
from portal.documents import issuing, qr
from portal.documents.forms import Letterhead
from portal.documents.models import IssuedDocument, Kind
from portal.documents.rendering import render_pdf
from portal.files import store

log = structlog.get_logger(__name__)

RETRY_MINUTES = (1, 5, 15, 60)


def draw_waiting(limit: int = 100) -> int:
    """Draw up to `limit` receipts that wait, oldest first; the number drawn. Several workers share the work."""
    drawn = 0
    for _round in range(limit):
        claimed = _claim()
        if claimed is None:
            break
        drawn += _draw(claimed)
    return drawn


def _claim() -> int | None:
    """The id of one waiting receipt, put off so that a worker that dies leaves it to a later round."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Receipt.objects.select_for_update(skip_locked=True).filter(document=None, next_try_at__lte=now)
        receipt = waiting.order_by("next_try_at", "pk").first()
        if receipt is None:
            return None
        receipt.attempts += 1
        receipt.next_try_at = _next_try(now, receipt.attempts)
        receipt.save(update_fields=["attempts", "next_try_at"])
    return receipt.pk


def _next_try(now: datetime, attempts: int) -> datetime:
    return now + timedelta(minutes=RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1])


def _draw(pk: int) -> bool:
    try:
        _draw_one(pk)
    except Exception as error:
        Receipt.objects.filter(pk=pk).update(problem=f"{type(error).__name__}: {error}"[:2000])
        log.exception("receipt_failed", receipt=pk)
        return False
    return True


@transaction.atomic
def _draw_one(pk: int) -> None:
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("order", "unit").get(pk=pk)
    if receipt.document_id is not None:
        return
    receipt.document, receipt.problem = make(receipt), ""
    twin = receipt_xml.make(receipt, receipt.document.verification_code)
    receipt.xml = store.save(twin, f"{receipt}.xml", "application/xml")
    receipt.save(update_fields=["document", "xml", "problem"])
    if receipt.replaces and receipt.replaces.document:
        issuing.replace(receipt.replaces.document, receipt.document, receipt.replaces.end_reason)


def make(receipt: Receipt) -> IssuedDocument:
    """The signed receipt in the register of documents, where anybody can verify it."""
    code, title, unit = issuing.reserve_code(), TITLES[receipt.kind], receipt.unit.name
    template, context = "documents/payments/receipt.html", _context(receipt, code)
    pdf = render_pdf(template, context, title=title, paper="A5", verification_code=code)
    number = f"{receipt.template_symbol} {receipt.symbol} {receipt.shown_number}"
    return issuing.issue(
        Kind.FEE_RECEIPT,
        number,
        title,
        receipt.order.subject_ref or receipt.order.code,
        unit,
        pdf,
        signer_name=unit,
        sign=True,
        verification_code=code,
    )


def _context(receipt: Receipt, code: str) -> dict[str, object]:
    return {
        "receipt": receipt,
        "order": receipt.order,
        "form_title": TITLES[receipt.kind],
        "head": Letterhead(receipt.unit.name, "", "", receipt.issued_at, receipt.order.subject_ref),
        "verification_code": code,
        "verification_site": issuing.verification_site(),
        "verification_qr": qr.data_uri(issuing.code_url(code)),
    }
