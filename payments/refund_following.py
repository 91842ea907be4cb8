"""What becomes of a refund that was sent: the bank confirms it, or it comes back and is sent again.

A transfer that failed needs no second approval: the money waits under "refund" as it did before it was sent.
"""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import history, hooks, ledger, locking, settling
from payments.ledger import Entry
from payments.models import FailedTransfer, Order, Refund, StatedLine, StatementFile
from payments.models.refunds import RefundState
from payments.problems import NotPossibleNow, PaymentProblem
from payments.texts import require_keepable
from payments.vocabulary import Account, EventKind, Posting
from portal.accounts.models import User
from portal.vietnamese import normalise
from units.access import reached_from


def confirm(refund: Refund, user: User | None = None) -> Refund:
    """Note that the money has arrived; without a user it was a statement that said so. Raises NotPossibleNow."""
    with locking.locked(refund.order) as order:
        current = _on_its_way(refund)
        current.confirmed_at, current.confirmed_by = timezone.now(), user
        current.save(update_fields=["confirmed_at", "confirmed_by"])
        words, amount = current.sent_reference, current.amount_dong
        history.note(order, EventKind.REFUND_CONFIRMED, amount_dong=amount, text=words, actor=user)
    return current


def note_failed(refund: Refund, reason: str, user: User) -> Refund:
    """Note that the transfer came back, and why; the refund waits to be sent again, and whoever heard of it is told.

    Raises PaymentProblem without a reason, NotPossibleNow unless it is on its way.
    """
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi vì sao tiền không đến được."), "reason")
    require_keepable(FailedTransfer, "reason", reason)
    with locking.locked(refund.order) as order:
        current = _on_its_way(refund)
        reference = current.sent_reference
        assert current.sent_at is not None  # noqa: S101 - the database sees to it
        FailedTransfer.objects.create(
            refund=current, reference=reference, sent_at=current.sent_at, reason=reason, noted_by=user
        )
        current.state, current.sent_reference, current.sent_at = RefundState.APPROVED, "", None
        current.save(update_fields=["state", "sent_reference", "sent_at"])
        _book_back(order, current.amount_dong)
        history.note(order, EventKind.REFUND_FAILED, amount_dong=current.amount_dong, text=reason, actor=user)
        _take_back_what_was_told(order, current, reference)
    return current


def confirm_from(file: StatementFile) -> int:
    """Confirm the refunds whose transfers a statement shows going out, by reference and amount; how many."""
    going_out = StatedLine.objects.filter(
        file=file, amount_dong__lt=0, reference=OuterRef("sent_reference"), account_number=file.account.number
    )
    on_their_way = Refund.objects.filter(
        state=RefundState.SENT, confirmed_at=None, order__unit__in=reached_from({file.account.unit_id})
    ).annotate(went_dong=Subquery(going_out.values("amount_dong")[:1]))
    seen = [refund for refund in on_their_way.select_related("order") if refund.went_dong == -refund.amount_dong]
    for refund in seen:
        confirm(refund)
    return len(seen)


def _book_back(order: Order, amount_dong: int) -> None:
    """The sending in the opposite direction, under its own name: totals count by it what has gone back."""
    back = [Entry(Account.REFUND, -amount_dong, order), Entry(Account.PROVIDER, amount_dong, order)]
    ledger.post(Posting.REFUND_SENT, back)
    settling.settle(order)


def _take_back_what_was_told(order: Order, refund: Refund, reference: str) -> None:
    """Followers heard that the money had gone; it had not arrived."""
    told = hooks.CameBack(order, refund, reference, refund.failures.count())
    for follower in hooks.followers():
        follower.on_came_back(told)


def _on_its_way(refund: Refund) -> Refund:
    current = Refund.objects.get(pk=refund.pk)
    if current.state != RefundState.SENT or current.confirmed_at is not None:
        raise NotPossibleNow(_("Chỉ ghi được khi tiền hoàn đã chuyển và chưa được xác nhận."))
    return current
