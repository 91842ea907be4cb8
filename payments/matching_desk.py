"""The matching desk: money that named no order gets its order from a person, whole or in parts, or is set aside.

The money stands under "difference" without an order; a decision moves it to the order in one transaction of the ledger.
Undone it moves back, as long as nothing followed from it: an order that was paid has its receipts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, judging, ledger, refunding, settling
from payments.ledger import Entry
from payments.locking import locked
from payments.models import Decision, Order, Payment
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import split
from payments.texts import require_keepable
from payments.vocabulary import Account, EventKind, Posting
from portal.accounts.models import User
from portal.ui import speaking
from portal.vietnamese import normalise

Part = tuple[Order, int]


def remaining_dong(payment: Payment) -> int:
    """What of a payment nobody has decided about yet."""
    standing = payment.decisions.filter(undone_at=None).aggregate(Sum("amount_dong"))["amount_dong__sum"]
    return int(payment.amount_dong - (standing or 0))


def match(payment: Payment, parts: Sequence[Part], user: User) -> list[Decision]:
    """Give so much of a payment to each of these orders.

    Raises PaymentProblem for no part, a part of nothing, an order twice or that has a part already, and more than what
    remains; NotPossibleNow for a payment that has its order.
    """
    with _open(payment) as (current, remaining), ExitStack() as orders:
        if not parts or any(amount <= 0 for _order, amount in parts):
            raise PaymentProblem(_("Mỗi phần phải từ 1 đồng trở lên."), "amount_dong")
        if len({order.pk for order, _amount in parts}) < len(parts):
            raise PaymentProblem(_("Mỗi khoản thu chỉ ghi một lần."), "code")
        if sum(amount for _order, amount in parts) > remaining:
            words = _("Chỉ còn %(most)s chưa đối chiếu.")
            raise PaymentProblem(words % {"most": speaking.dong(remaining)}, "amount_dong")
        if current.decisions.filter(undone_at=None, order__in=[order for order, _amount in parts]).exists():
            raise PaymentProblem(_("Khoản thu này đã nhận một phần của số tiền; hãy gỡ phần đó trước."), "code")
        # One order of locking for all who take several.
        wanted = sorted(parts, key=lambda part: part[0].pk)
        made = [_give(current, orders.enter_context(locked(order)), amount, user) for order, amount in wanted]
        _settle(current)
    return made


def set_aside(payment: Payment, reason: str, user: User) -> Decision:
    """Say that what remains of a payment is not ours, and why.

    Raises PaymentProblem without a reason, NotPossibleNow where a part of it was set aside before.
    """
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi vì sao đây không phải tiền của đơn vị."), "reason")
    require_keepable(Decision, "reason", reason)
    with _open(payment) as (current, remaining):
        if current.decisions.filter(undone_at=None, order=None).exists():
            raise NotPossibleNow(
                _("Một phần của số tiền này đã được ghi là không phải của đơn vị; hãy gỡ phần đó trước.")
            )
        decision = Decision.objects.create(payment=current, amount_dong=remaining, reason=reason, made_by=user)
        _settle(current)
    return decision


def undo(decision: Decision, user: User) -> Decision:
    """Take a decision back; the money is at the desk again. Raises NotPossibleNow once something followed."""
    with transaction.atomic():
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=decision.payment_id)
        current = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if current.undone_at is not None:
            raise NotPossibleNow(_("Quyết định này đã được gỡ."))
        if decision.order is not None:
            _take_back(payment, decision.order, current.amount_dong, user)
        current.undone_at, current.undone_by = timezone.now(), user
        current.save(update_fields=["undone_at", "undone_by"])
        _settle(payment)
    return current


def why_not_undo(order: Order) -> str:
    """Why money given to an order can't be taken back by a click; "" where it can."""
    if order.paid_at is not None:
        return _("Khoản thu đã nộp đủ và đã có biên lai. Tiền nhầm được trả lại bằng hoàn trả.")
    if order.cancelled_at is not None:
        return _("Khoản thu đã hủy. Tiền nhầm được trả lại bằng hoàn trả.")
    return ""


@contextmanager
def _open(payment: Payment) -> Iterator[tuple[Payment, int]]:
    """The locked payment of which something remains to be decided, and how much."""
    with transaction.atomic():
        current = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
        remaining = remaining_dong(current)
        if current.order_id is not None or remaining <= 0:
            raise NotPossibleNow(_("Số tiền này đã có khoản thu, người khác vừa đối chiếu xong."))
        yield current, remaining


def _give(payment: Payment, order: Order, amount_dong: int, user: User) -> Decision:
    outcome = judging.effect_on(order, amount_dong, payment.received_at)
    owed, excess = split(order, amount_dong)
    ledger.post(Posting.MATCHED, _entries(order, owed, excess), payment)
    decision = Decision.objects.create(payment=payment, order=order, amount_dong=amount_dong, made_by=user)
    words = payment.provider_reference
    history.note(order, EventKind.MATCHED, outcome=outcome, amount_dong=amount_dong, text=words, actor=user)
    settling.settle(order)
    return decision


def _take_back(payment: Payment, order: Order, amount_dong: int, user: User) -> None:
    with locked(order) as current:
        if refusal := why_not_undo(current):
            raise NotPossibleNow(refusal)
        if refunding.refundable_dong(current) < amount_dong:
            raise NotPossibleNow(_("Tiền này đã hoàn trả hoặc đang chờ hoàn trả."))
        back = [Entry(each.account, -each.amount_dong, each.order) for each in _entries(current, amount_dong, 0)]
        ledger.post(Posting.MATCH_UNDONE, back, payment)
        words = payment.provider_reference
        history.note(current, EventKind.MATCH_UNDONE, amount_dong=amount_dong, text=words, actor=user)
        settling.settle(current)


def _entries(order: Order, owed: int, excess: int) -> list[Entry]:
    """Money from what belongs to no order into an order: what is owed pays it, the rest exceeds it."""
    amount = owed + excess
    return [
        Entry(Account.PROVIDER, -amount),
        Entry(Account.DIFFERENCE, amount),
        Entry(Account.PROVIDER, amount, order),
        Entry(Account.PAYER, -owed, order),
        Entry(Account.DIFFERENCE, -excess, order),
    ]


def _settle(payment: Payment) -> None:
    """The payment leaves the desk when nothing remains, and comes back when something does."""
    payment.settled_at = None if remaining_dong(payment) else timezone.now()
    payment.save(update_fields=["settled_at"])
