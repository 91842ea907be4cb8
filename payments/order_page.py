"""What the page of an order tells, and to whom.

By its code anybody learns what is to be paid, for what and how, since whoever holds the code may pay for another.
Lines, what was waived and why, history and receipts are for the payer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.http import urlencode

from payments import platform_paying, platform_receipts, vietqr
from payments.models import Order, OrderEvent, OrderLine, PlatformReceipt, Receipt
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
    platform_receipts: Sequence[PlatformReceipt]


def state_of(order: Order) -> State:
    """The state as a tag."""
    return State(TONES[order.state], OrderState(order.state).label)


def shown(order: Order) -> dict[str, Any]:
    """What the money part of the page shows to anybody."""
    text = transfer_text(order)
    return {
        "order": order,
        "state": state_of(order),
        "transfer_qr": qr.data_uri(text) if text else "",
        "has_platform": platform_paying.is_offered(order),
        "demo_bank": _demo_bank(text),
    }


def transfer_text(order: Order) -> str:
    """The VietQR of what is still missing; "" where nothing is, or no account or QR takes it."""
    if order.account is None or not 0 < order.missing_dong < _TOO_MUCH_FOR_QR:
        return ""
    return vietqr.encode(
        bank_bin=order.account.bank_bin, account=order.account.number, amount=order.missing_dong, purpose=order.code
    )


def _demo_bank(text: str) -> str:
    """Where a demonstration pays the QR without a telephone; "" on every real site."""
    if not (text and settings.PORTAL_DEMO and settings.SIMULATED_BANK_URL):
        return ""
    return f"{settings.SIMULATED_BANK_URL.rstrip('/')}/?{urlencode({'payload': text})}"


def is_payer(order: Order, user: User | AnonymousUser) -> bool:
    """Whether somebody signed in is the one whom the order names."""
    return user.is_authenticated and order.payer_id == user.pk


def details_of(order: Order) -> Details:
    """Lines, history and receipts of an order, also those of the national platform that are here."""
    return Details(
        list(order.lines.all()),
        list(order.events.all()),
        list(order.receipts.select_related("document", "replaces", "replaced_by")),
        list(platform_receipts.of_order(order).filter(file__isnull=False)),
    )
