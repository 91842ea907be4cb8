"""Taking payment at the till: what an order still awaits, whole, in cash or by card, into the clerk's open shift.

Sent twice, a payment counts once: cash by the key of its form, a card by the reference on its slip.
"""

from __future__ import annotations

import re
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import judging, locking, receiving
from payments.counter import shifts
from payments.models import Order, Payment, Shift, ShiftEntry
from payments.models.shifts import TAKEN, EntryKind
from payments.problems import NotPossibleNow, PaymentProblem
from payments.reported import Reported
from payments.vocabulary import AWAITING, TOO_MUCH_DONG, OrderState, Provider
from portal.accounts.models import User
from portal.ui import speaking
from units import access

#: Terminals print a reference of digits and letters; banks write it without signs.
_SLIP = re.compile(r"[A-Z0-9]{4,30}")
_KINDS: dict[Provider, EntryKind] = {Provider.CASH: EntryKind.CASH, Provider.CARD: EntryKind.CARD}


def take_cash(shift: Shift, order: Order, clerk: User, given_dong: int | None, key: uuid.UUID) -> ShiftEntry:
    """Take what the order awaits out of what the payer gave (None: exactly that); the entry tells the change.

    Raises PaymentProblem when too little was given, NotPossibleNow when nothing is awaited, the shift is closed, or the
    order belongs to another agency.
    """
    reference = f"TM{shift.pk}-{key.hex}"
    with locking.locked(order) as current:
        known = _taken_before(Provider.CASH, reference)
        if known:
            return known
        amount = _awaited(shift, current)
        given = amount if given_dong is None else given_dong
        if not amount <= given < TOO_MUCH_DONG:
            words = _("Khách cần đưa ít nhất %(amount)s.") % {"amount": speaking.dong(amount)}
            raise PaymentProblem(words, "given_dong")
        return _take(shift, current, clerk, Provider.CASH, reference, given)


def take_card(shift: Shift, order: Order, clerk: User, slip: str) -> ShiftEntry:
    """Note that a card paid what the order awaits, by the reference that the terminal printed.

    Raises PaymentProblem when the reference is malformed or stands for another payment, else as `take_cash`.
    """
    reference = "".join(slip.split()).upper()
    if not _SLIP.fullmatch(reference):
        raise PaymentProblem(_("Hãy ghi số tham chiếu trên phiếu quẹt thẻ: chỉ gồm chữ và số."), "slip")
    with locking.locked(order) as current:
        known = _taken_before(Provider.CARD, reference)
        if known and known.payment and known.payment.order_id == current.pk:
            return known
        if known or Payment.objects.filter(provider=Provider.CARD, provider_reference=reference).exists():
            raise PaymentProblem(_("Số tham chiếu này đã dùng cho một lần thu khác."), "slip")
        return _take(shift, current, clerk, Provider.CARD, reference, None)


def take_again(entry: ShiftEntry, order: Order, clerk: User) -> ShiftEntry:
    """Book what an entry took on another order, locked by the caller; the drawer has the money already."""
    assert entry.payment is not None  # noqa: S101 - callers move payments only
    provider = Provider(entry.payment.provider)
    return _take(
        entry.shift, order, clerk, provider, f"{entry.payment.provider_reference}/{order.pk}", entry.given_dong
    )


def _taken_before(provider: Provider, reference: str) -> ShiftEntry | None:
    found = ShiftEntry.objects.select_related("payment").filter(kind__in=TAKEN)
    return found.filter(payment__provider=provider, payment__provider_reference=reference).first()


@transaction.atomic
def _take(
    shift: Shift, order: Order, clerk: User, provider: Provider, reference: str, given_dong: int | None
) -> ShiftEntry:
    amount = _awaited(shift, order)
    open_shift = shifts.locked_open(shift)
    notice = receiving.receive(
        Reported(
            provider=provider,
            provider_reference=reference,
            amount_dong=amount,
            occurred_at=timezone.now(),
            order_code=order.code,
            told={"shift": open_shift.pk, "clerk": clerk.pk, "given": given_dong},
        )
    )
    if notice.outcome not in judging.HOLDS_MONEY:
        raise NotPossibleNow(notice.get_outcome_display())
    return ShiftEntry.objects.create(
        shift=open_shift,
        kind=_KINDS[provider],
        amount_dong=amount,
        payment=notice.payment,
        given_dong=given_dong,
        actor=clerk,
    )


def _awaited(shift: Shift, order: Order) -> int:
    """What the order awaits from this till, in whole đồng; NotPossibleNow, in words, where it awaits nothing."""
    if not shift.unit.is_current():
        raise NotPossibleNow(_("Đơn vị của ca này đã kết thúc. Hãy đếm tiền, đóng ca rồi mở ca ở đơn vị mới."))
    if order.unit_id not in access.units_of_agency(shift.unit):
        raise NotPossibleNow(_("Khoản thu này của cơ quan khác. Khách nộp bằng chuyển khoản hoặc tại cơ quan đó."))
    if order.state not in AWAITING:
        words = _("Khoản thu này không còn phải thu: %(state)s.")
        raise NotPossibleNow(words % {"state": str(OrderState(order.state).label).lower()})
    return order.missing_dong
