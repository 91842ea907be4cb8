"""Mistakes at the till, while the shift is open: a payment taken back by a reversing entry, with its reason.

Money that leaves the drawer needs a second person. Money that was booked on the wrong order moves to the right one: it
stays in the drawer, and nobody else is asked. After the shift is closed, only a refund gives money back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, hooks, ledger, locking, receipts, settling
from payments.counter import shifts, taking
from payments.ledger import Entry
from payments.models import Order, Payment, Receipt, Reversal, ShiftEntry
from payments.models.receipts import ReceiptState
from payments.models.refunds import RefundState
from payments.models.reversals import ReversalState
from payments.models.shifts import GIVEN_BACK, TAKEN
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import owed_dong
from payments.texts import require_keepable
from payments.vocabulary import Account, EventKind, Posting
from portal.accounts.models import User
from portal.vietnamese import normalise


@transaction.atomic
def ask(entry: ShiftEntry, clerk: User, reason: str) -> Reversal:
    """Ask that a payment be taken back and its money given to the payer; somebody else approves.

    Raises PaymentProblem without a reason, NotPossibleNow when it was asked before or the shift is closed.
    """
    reason = _require_reason(reason)
    shifts.locked_open(entry.shift)
    _require_new(entry)
    return Reversal.objects.create(entry=entry, reason=reason, asked_by=clerk)


def approve(reversal: Reversal, user: User) -> Reversal:
    """Take the payment back: the order awaits it again, its receipts are cancelled, the drawer gives the money out.

    Raises NotPossibleNow to whoever asked, when it was decided before, or when the shift, the order or its receipts do
    not allow it.
    """
    payment = _payment_of(reversal.entry)
    with _locked_order(payment) as order:
        current = _asked(reversal)
        if current.asked_by_id == user.pk:
            raise NotPossibleNow(_("Người đề nghị không tự duyệt được đề nghị của mình."))
        _take_back(current.entry, payment, order, user, current.reason)
        _decide(current, ReversalState.APPROVED, user)
    return current


@transaction.atomic
def refuse(reversal: Reversal, user: User) -> Reversal:
    """Leave the payment as it is; whoever asked withdraws so. NotPossibleNow when it was decided before."""
    current = _asked(reversal)
    _decide(current, ReversalState.REFUSED, user)
    return current


@transaction.atomic
def move(entry: ShiftEntry, clerk: User, to: Order, reason: str) -> ShiftEntry:
    """Move a payment that was booked on the wrong order to the right one, which must await exactly as much.

    Raises PaymentProblem without a reason or where the amounts differ, else NotPossibleNow as `approve`.
    """
    reason = _require_reason(reason)
    payment = _payment_of(entry)
    # Two orders are locked in the order of their keys, so that two clerks never wait for each other.
    wrong, right = payment.order, to
    assert wrong is not None  # noqa: S101 - what a till takes is for an order
    if wrong.pk == right.pk:
        raise PaymentProblem(_("Đây chính là khoản thu đã ghi. Hãy nhập mã của khoản thu đúng."), "code")
    for order in sorted((wrong, right), key=lambda each: each.pk):
        with locking.locked(order) as fresh:
            wrong, right = (fresh, right) if order.pk == wrong.pk else (wrong, fresh)
    _require_new(entry)
    if right.missing_dong != entry.amount_dong:
        raise PaymentProblem(_("Khoản thu này không chờ đúng số tiền đã thu; hãy hủy lần thu rồi thu lại."), "code")
    _take_back(entry, payment, wrong, clerk, reason)
    moved = taking.take_again(entry, right, clerk)
    Reversal.objects.create(
        entry=entry,
        reason=reason,
        moved_to=right,
        state=ReversalState.APPROVED,
        asked_by=clerk,
        decided_by=clerk,
        decided_at=timezone.now(),
    )
    return moved


def _take_back(entry: ShiftEntry, payment: Payment, order: Order, user: User, reason: str) -> None:
    shift = shifts.locked_open(entry.shift)
    if order.refunds.exclude(state=RefundState.REFUSED).exists():
        raise NotPossibleNow(_("Khoản thu này đã có đề nghị hoàn trả; không hủy lần thu được nữa."))
    amount = entry.amount_dong
    again = owed_dong(order, order.received_dong - amount) - owed_dong(order, order.received_dong)
    booked = ledger.post(
        Posting.REVERSED,
        [
            Entry(Account.PROVIDER, -amount, order),
            Entry(Account.PAYER, again, order),
            Entry(Account.DIFFERENCE, amount - again, order),
        ],
        payment,
    )
    ShiftEntry.objects.create(
        shift=shift,
        kind=GIVEN_BACK[entry.kind],
        amount_dong=-amount,
        payment=payment,
        transaction=booked,
        actor=user,
    )
    history.note(order, EventKind.REVERSED, amount_dong=amount, text=reason, actor=user)
    settling.settle(order)
    if not order.is_settled and order.paid_at is not None:
        _unpaid(order, user, reason)


def _unpaid(order: Order, user: User, reason: str) -> None:
    """What an order loses that is paid no more: its receipts count no more, and those who followed it are told."""
    for receipt in Receipt.objects.filter(order=order, state=ReceiptState.ACTIVE):
        receipts.cancel(receipt, user, reason=reason)
    for follower in hooks.followers():
        follower.on_reversed(hooks.Reversed(order))


@contextmanager
def _locked_order(payment: Payment) -> Iterator[Order]:
    assert payment.order is not None  # noqa: S101 - what a till takes is for an order
    with locking.locked(payment.order) as order:
        yield order


def _payment_of(entry: ShiftEntry) -> Payment:
    if entry.kind not in TAKEN or entry.payment is None:
        raise NotPossibleNow(_("Dòng này không phải một lần thu."))
    return entry.payment


def _require_reason(reason: str) -> str:
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi lý do."), "reason")
    require_keepable(Reversal, "reason", reason)
    return reason


def _require_new(entry: ShiftEntry) -> None:
    _payment_of(entry)
    if entry.reversals.exclude(state=ReversalState.REFUSED).exists():
        raise NotPossibleNow(_("Lần thu này đã được hủy hoặc đang chờ duyệt hủy."))


def _asked(reversal: Reversal) -> Reversal:
    found = Reversal.objects.select_for_update(of=("self",)).select_related("entry__shift", "entry__payment__order")
    current = found.get(pk=reversal.pk)
    if current.state != ReversalState.ASKED:
        raise NotPossibleNow(_("Đề nghị này đã được quyết định."))
    return current


def _decide(reversal: Reversal, state: ReversalState, user: User) -> None:
    reversal.state, reversal.decided_by, reversal.decided_at = state, user, timezone.now()
    reversal.save(update_fields=["state", "decided_by", "decided_at"])
