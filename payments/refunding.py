"""Giving money back: one asks, another approves, and the transfer is noted with its reference.

The ledger moves twice: approved money waits under "refund", sent money leaves the provider. What exceeds or belongs to
a cancelled order goes back first, then what the unit had taken in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, hooks, ledger, locking, refund_channels, settling
from payments.ledger import Entry
from payments.models import Order, Refund
from payments.models.refunds import RefundState
from payments.problems import NotPossibleNow, PaymentProblem
from payments.texts import require_keepable
from payments.vocabulary import Account, EventKind, Posting, Provider
from portal.accounts.models import User
from portal.ui import speaking
from portal.vietnamese import normalise

_UNDER_WAY = (RefundState.ASKED, RefundState.APPROVED)


def refundable_dong(order: Order) -> int:
    """What may still be given back: kept, and not asked for yet."""
    under_way = order.refunds.filter(state__in=_UNDER_WAY).aggregate(Sum("amount_dong"))["amount_dong__sum"]
    return order.kept_dong - int(under_way or 0)


def ask(
    order: Order,
    user: User | None,
    amount_dong: int,
    *,
    reason: str,
    legal_ground: str,
    channel: Provider | None = None,
    other_channel_reason: str = "",
) -> Refund:
    """Ask that money goes back; without a user the system asks, since what the order was for has ended.

    Raises PaymentProblem without reason or ground, beyond what is kept or storable, and by another channel than the
    money came by without a reason for that (`refund_channels.chosen`).
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise PaymentProblem(_("Hãy ghi lý do hoàn trả."), "reason")
    if not legal_ground:
        raise PaymentProblem(_("Hãy ghi căn cứ pháp lý của việc hoàn trả."), "legal_ground")
    require_keepable(Refund, "reason", reason)
    require_keepable(Refund, "legal_ground", legal_ground)
    with locking.locked(order) as current:
        most = refundable_dong(current)
        if not 0 < amount_dong <= most:
            words = _("Số tiền hoàn phải từ 1 đồng đến %(most)s.")
            raise PaymentProblem(words % {"most": speaking.dong(most)}, "amount_dong")
        way, why_other = refund_channels.chosen(current, amount_dong, channel, other_channel_reason)
        refund = Refund.objects.create(
            order=current, amount_dong=amount_dong, reason=reason, legal_ground=legal_ground, asked_by=user,
            channel=way, other_channel_reason=why_other,
        )  # fmt: skip
        history.note(current, EventKind.REFUND_ASKED, amount_dong=amount_dong, text=reason, actor=user)
    return refund


def approve(refund: Refund, user: User) -> Refund:
    """Approve what somebody else asked; the money then waits to be sent. Raises NotPossibleNow, also to the asker."""
    with _decided(refund, user, RefundState.APPROVED) as (order, current):
        excess = min(-ledger.balances_of(order)[Account.DIFFERENCE], current.amount_dong)
        ledger.post(
            Posting.REFUND_APPROVED,
            [
                Entry(Account.DIFFERENCE, excess, order),
                Entry(Account.UNIT, current.amount_dong - excess, order),
                Entry(Account.REFUND, -current.amount_dong, order),
            ],
        )
        history.note(order, EventKind.REFUND_APPROVED, amount_dong=current.amount_dong, actor=user)
    return current


def refuse(refund: Refund, user: User, reason: str) -> Refund:
    """Refuse what somebody else asked, with the reason. Raises PaymentProblem without one, else as `approve`."""
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi vì sao không duyệt hoàn trả."), "decision_note")
    require_keepable(Refund, "decision_note", reason)
    with _decided(refund, user, RefundState.REFUSED, reason) as (order, current):
        history.note(order, EventKind.REFUND_REFUSED, amount_dong=current.amount_dong, text=reason, actor=user)
    return current


def note_sent(refund: Refund, reference: str, user: User | None = None) -> Refund:
    """Note that the money has left, by the reference of its transfer; once, and only after approval."""
    if not reference.strip():
        raise PaymentProblem(_("Hãy ghi mã giao dịch hoàn tiền."), "sent_reference")
    require_keepable(Refund, "sent_reference", reference.strip())
    with locking.locked(refund.order) as order:
        current = _fresh(refund, RefundState.APPROVED)
        current.state, current.sent_reference, current.sent_at = RefundState.SENT, reference.strip(), timezone.now()
        current.save(update_fields=["state", "sent_reference", "sent_at"])
        amount = current.amount_dong
        sent = [Entry(Account.REFUND, amount, order), Entry(Account.PROVIDER, -amount, order)]
        ledger.post(Posting.REFUND_SENT, sent)
        history.note(order, EventKind.REFUND_SENT, amount_dong=amount, text=current.sent_reference, actor=user)
        settling.settle(order)
        for follower in hooks.followers():
            follower.on_refunded(hooks.Refunded(order, current))
    return current


@contextmanager
def _decided(refund: Refund, user: User, state: RefundState, words: str = "") -> Iterator[tuple[Order, Refund]]:
    with locking.locked(refund.order) as order:
        current = _fresh(refund, RefundState.ASKED)
        if current.asked_by_id == user.pk:
            raise NotPossibleNow(_("Người đề nghị hoàn trả không tự duyệt được đề nghị của mình."))
        current.state, current.decided_by, current.decided_at = state, user, timezone.now()
        current.decision_note = words
        current.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
        yield order, current


def _fresh(refund: Refund, wanted: RefundState) -> Refund:
    current = Refund.objects.get(pk=refund.pk)
    if current.state != wanted:
        words = _("Việc hoàn trả này đang ở trạng thái «%(state)s».")
        raise NotPossibleNow(words % {"state": current.get_state_display()})
    return current
