"""Issuing receipts at the moment of collection (NĐ 254/2026 Đ24), replacing and cancelling them.

Fees and charges have receipts and series of their own, by unit and year; numbers start at 1 each 1 January (Viet Nam's
date) and have no gaps, since a number is taken in the transaction that uses it. What was paid with 0 đồng has a receipt
too. Symbols follow the form of TT 78/2021/TT-BTC: 01BLP, no copies on paper, the series; E for electronic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, locking
from payments.models import Order, OrderLine, Receipt
from payments.models.receipts import RECEIPTED, ReceiptState
from payments.problems import NotPossibleNow, PaymentProblem
from payments.texts import require_keepable
from payments.vocabulary import EventKind, LineKind
from portal.accounts.models import User
from portal.documents import issuing, numbering
from portal.vietnamese import normalise, spell_dong

TEMPLATE_SYMBOLS: dict[str, str] = {LineKind.FEE: "01BLP0-001", LineKind.CHARGE: "01BLP0-002"}


def issue_for(order: Order, *, again: bool = False) -> list[Receipt]:
    """Issue the receipts of an order that is paid, in the transaction that pays it: one for fees, one for charges.

    `again`, after a payment at the till was taken back: a kind whose receipt still counts has no second one.
    """
    active = order.receipts.filter(state=ReceiptState.ACTIVE) if again else order.receipts.none()
    counts = set(active.values_list("kind", flat=True))
    by_kind: dict[str, list[OrderLine]] = {kind: [] for kind in RECEIPTED if kind not in counts}
    for line in order.lines.all():
        if line.kind in by_kind:
            by_kind[line.kind].append(line)
    return [_issue(order, kind, _told(lines), timezone.now()) for kind, lines in by_kind.items() if lines]


def replace(receipt: Receipt, user: User, *, reason: str, payer_name: str) -> Receipt:
    """Issue a new receipt, under a new number, in place of one with a mistake in the payer's name.

    Raises PaymentProblem without a reason or name or with too long a one, NotPossibleNow when it counts no more or is
    not drawn yet.
    """
    payer_name = normalise(payer_name)
    if not payer_name:
        raise PaymentProblem(_("Hãy ghi họ tên người nộp."), "payer_name")
    require_keepable(Receipt, "payer_name", payer_name)
    with _ended(receipt, user, ReceiptState.REPLACED, reason) as old:
        return _issue(old.order, old.kind, old.lines, timezone.now(), payer_name=payer_name, replaces=old)


def cancel(receipt: Receipt, user: User, *, reason: str) -> Receipt:
    """Cancel a receipt that was issued wrongly; its number stays used. Raises as `replace` does."""
    with _ended(receipt, user, ReceiptState.CANCELLED, reason) as old:
        assert old.document is not None  # noqa: S101 - `_ended` saw to it
        issuing.recall(old.document, old.end_reason)
    return old


@contextmanager
def _ended(receipt: Receipt, user: User, state: ReceiptState, reason: str) -> Iterator[Receipt]:
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi lý do thay thế hoặc hủy biên lai."), "reason")
    require_keepable(Receipt, "end_reason", reason, field="reason")
    with locking.locked(receipt.order) as order:
        old = Receipt.objects.select_related("document").get(pk=receipt.pk)
        if old.state != ReceiptState.ACTIVE:
            raise NotPossibleNow(_("Biên lai này không còn giá trị."))
        if old.document is None:
            raise NotPossibleNow(_("Biên lai đang được ký số, hãy thử lại sau ít phút."))
        old.state, old.end_reason, old.ended_at, old.ended_by = state, reason, timezone.now(), user
        old.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
        kind = EventKind.RECEIPT_REPLACED if state == ReceiptState.REPLACED else EventKind.RECEIPT_CANCELLED
        history.note(order, kind, amount_dong=old.amount_dong, text=f"{old}: {reason}", actor=user)
        yield old


def _issue(
    order: Order,
    kind: str,
    lines: list[dict[str, Any]],
    at: datetime,
    *,
    payer_name: str = "",
    replaces: Receipt | None = None,
) -> Receipt:
    year = timezone.localdate(at).year
    amount = sum(line["amount_dong"] for line in lines)
    receipt = Receipt.objects.create(
        order=order,
        unit_id=order.unit_id,
        kind=kind,
        template_symbol=TEMPLATE_SYMBOLS[kind],
        symbol=f"AA-{year % 100:02}E",
        year=year,
        number=numbering.next_number(f"receipt/{order.unit_id}/{kind}", year),
        tax_code=order.account.tax_code if order.account else "",
        payer_name=payer_name or order.payer_name,
        lines=lines,
        amount_dong=amount,
        amount_in_words=spell_dong(amount),
        issued_at=at,
        replaces=replaces,
    )
    history.note(order, EventKind.RECEIPT_ISSUED, amount_dong=amount, text=str(receipt))
    return receipt


def _told(lines: list[OrderLine]) -> list[dict[str, Any]]:
    return [
        {
            "name": line.name,
            "quantity": line.quantity,
            "unit_price_dong": line.unit_price_dong,
            "reduction_dong": line.reduction_dong,
            "legal_basis": line.legal_basis,
            "amount_dong": line.amount_dong,
        }
        for line in lines
    ]
