"""Placing orders and cancelling them.

An order is placed with lines of whole đồng; what a rule took off stands in the line with its legal basis. An order of
0 đồng is paid when placed: it still has its receipt (NQ 411/NQ-HĐND of Ho Chi Minh City: 0-đồng receipts are issued).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, ledger, locking, settling
from payments.ledger import Entry
from payments.models import Order, OrderEvent, OrderLine
from payments.models.orders import CODE_PATTERN
from payments.problems import NotPossibleNow, OrderRefused
from payments.shared_accounts import receiving_account
from payments.texts import require_keepable
from payments.vocabulary import TOO_MUCH_DONG, Account, EventKind, LineKind, Posting
from portal.accounts.models import User
from units.models import Unit

#: What PostgreSQL's integer holds.
_MOST_OF_ONE = 2**31 - 1


@dataclass(frozen=True)
class Line:
    """One due. `reduction_dong` is taken off the whole quantity and needs its legal basis."""

    kind: LineKind
    code: str
    name: str
    unit_price_dong: int
    quantity: int = 1
    reduction_dong: int = 0
    legal_basis: str = ""

    @property
    def amount_dong(self) -> int:
        """What is owed for it."""
        return self.quantity * self.unit_price_dong - self.reduction_dong


@dataclass(frozen=True)
class Placing:
    """What is to be paid to whom and why. `code` is what the payer writes as the purpose of a transfer."""

    code: str
    unit: Unit
    payer_name: str
    purpose: str
    lines: Sequence[Line]
    subject_ref: str = ""
    payer: User | None = None
    due_at: datetime | None = None


@transaction.atomic
def place(asked: Placing, actor: User | None = None) -> Order:
    """Place an order into the receiving account of the unit today: its own, else its agency's.

    Raises OrderRefused, in words, when it has no lines, an amount is not possible, its code is taken or malformed, or a
    text is too long or unreadable.
    """
    _require_sound(asked)
    order = Order.objects.create(
        code=asked.code,
        unit=asked.unit,
        account=receiving_account(asked.unit),
        payer=asked.payer,
        payer_name=asked.payer_name,
        purpose=asked.purpose,
        subject_ref=asked.subject_ref,
        due_dong=sum(line.amount_dong for line in asked.lines),
        waived_dong=sum(line.reduction_dong for line in asked.lines),
        due_at=asked.due_at,
    )
    OrderLine.objects.bulk_create(_stored(order, position, line) for position, line in enumerate(asked.lines, start=1))
    ledger.post(
        Posting.PLACED,
        [Entry(Account.PAYER, order.due_dong, order), Entry(Account.UNIT, -order.due_dong, order)],
    )
    history.note(order, EventKind.PLACED, amount_dong=order.due_dong, actor=actor)
    settling.settle(order)
    return order


def cancel(order: Order, reason: str, actor: User | None = None) -> Order:
    """Cancel an order: nothing is owed any more, and what came for it waits to be given back.

    Raises NotPossibleNow when it was cancelled before, PaymentProblem when the reason is unreadable.
    """
    require_keepable(OrderEvent, "note", reason, field="reason")
    with locking.locked(order) as current:
        if current.cancelled_at is not None:
            raise NotPossibleNow(_("Khoản thu này đã được hủy trước đó."))
        held = ledger.balances_of(current)
        owed, income = held[Account.PAYER], held[Account.UNIT]
        ledger.post(
            Posting.CANCELLED,
            [
                Entry(Account.PAYER, -owed, current),
                Entry(Account.UNIT, -income, current),
                Entry(Account.DIFFERENCE, owed + income, current),
            ],
        )
        current.cancelled_at = timezone.now()
        current.save(update_fields=["cancelled_at"])
        history.note(current, EventKind.CANCELLED, text=reason, actor=actor)
        settling.settle(current)
    return current


def free_code(base: str) -> str:
    """The first code of a subject that no order has yet: `base`, then `base-2`, `base-3`.

    Whoever asks holds the lock of the subject, or may find the code taken when placing.
    """
    taken = set(Order.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(
        code for code in [base, *(f"{base}-{count}" for count in range(2, len(taken) + 3))] if code not in taken
    )


def _stored(order: Order, position: int, line: Line) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        kind=line.kind,
        code=line.code,
        name=line.name,
        quantity=line.quantity,
        unit_price_dong=line.unit_price_dong,
        reduction_dong=line.reduction_dong,
        legal_basis=line.legal_basis,
        amount_dong=line.amount_dong,
    )


def _require_sound(asked: Placing) -> None:
    if not re.fullmatch(CODE_PATTERN, asked.code):
        raise OrderRefused(
            _("Mã khoản thu chỉ gồm tối đa 25 chữ in hoa không dấu, chữ số, dấu chấm và gạch nối."), "code"
        )
    if Order.objects.filter(code=asked.code).exists():
        raise OrderRefused(_("Mã khoản thu này đã được dùng."), "code")
    if not asked.lines:
        raise OrderRefused(_("Khoản thu phải có ít nhất một dòng."), "lines")
    for column in ("payer_name", "purpose", "subject_ref"):
        require_keepable(Order, column, getattr(asked, column), refuse=OrderRefused)
    for line in asked.lines:
        _require_sound_line(line)
    if sum(line.amount_dong for line in asked.lines) >= TOO_MUCH_DONG:
        raise OrderRefused(_("Số tiền vượt quá mức có thể thu."), "lines")


def _require_sound_line(line: Line) -> None:
    if line.quantity < 1:
        raise OrderRefused(_("Số lượng phải từ 1 trở lên."), "lines")
    if line.quantity > _MOST_OF_ONE:
        raise OrderRefused(_("Số lượng quá lớn."), "lines")
    for column in ("code", "name", "legal_basis"):
        require_keepable(OrderLine, column, getattr(line, column), field="lines", refuse=OrderRefused)
    if not 0 <= line.reduction_dong <= line.quantity * line.unit_price_dong < TOO_MUCH_DONG:
        raise OrderRefused(_("Số tiền của «%(name)s» không hợp lệ.") % {"name": line.name}, "lines")
    if line.reduction_dong and not line.legal_basis.strip():
        raise OrderRefused(_("Hãy ghi căn cứ miễn, giảm của «%(name)s».") % {"name": line.name}, "lines")
