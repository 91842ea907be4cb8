"""What the page of an order tells, and to whom.

By its code anybody learns what is to be paid, for what and how, since whoever holds the code may pay for another.
Lines, what was waived and why, history and receipts are for the payer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payments import vietqr
from payments.models import Order, OrderEvent, OrderLine, Receipt
from payments.vocabulary import OrderState
from portal.documents import qr
from portal.ui.parts import State, Tone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

#: NAPAS: an amount has at most thirteen digits.
_TOO_MUCH_FOR_QR = 10**13
TONES: dict[str, Tone] = {
    OrderState.OPEN: Tone.DUE_SOON,
    OrderState.PART_PAID: Tone.DUE_SOON,
    OrderState.PAID: Tone.DONE,
    OrderState.OVERPAID: Tone.DONE,
    OrderState.CANCELLED: Tone.STOPPED,
    OrderState.REFUNDED: Tone.STOPPED,
}


@dataclass(frozen=True)
class Details:
    """What only the payer reads."""

    lines: Sequence[OrderLine]
    events: Sequence[OrderEvent]
    receipts: Sequence[Receipt]


def state_of(order: Order) -> State:
    """The state as a tag."""
    return State(TONES[order.state], OrderState(order.state).label)


def transfer_qr(order: Order) -> str:
    """The VietQR of what is still missing, as an image address; "" where nothing is, or no account or QR takes it."""
    if order.account is None or not 0 < order.missing_dong < _TOO_MUCH_FOR_QR:
        return ""
    text = vietqr.encode(
        bank_bin=order.account.bank_bin, account=order.account.number, amount=order.missing_dong, purpose=order.code
    )
    return qr.data_uri(text)


def is_payer(order: Order, user: User | AnonymousUser) -> bool:
    """Whether somebody signed in is the one whom the order names."""
    return user.is_authenticated and order.payer_id == user.pk


def details_of(order: Order) -> Details:
    """Lines, history and receipts of an order."""
    return Details(list(order.lines.all()), list(order.events.all()), list(order.receipts.select_related("document")))
