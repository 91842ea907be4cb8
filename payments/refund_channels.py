"""By which channel money goes back: the one it came by, so that nobody launders or misdirects it through a refund.

Another channel needs a stated reason, which whoever approves reads. What came by each channel is the ledger's word:
what was reversed at the till or taken back at the desk came by none.
"""

from __future__ import annotations

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from payments.models import LedgerEntry, Order, Refund
from payments.models.refunds import RefundState
from payments.problems import PaymentProblem
from payments.texts import require_keepable
from payments.vocabulary import Account, Posting, Provider
from portal.vietnamese import normalise


def left_by(order: Order) -> dict[Provider, int]:
    """What of an order's money came by each channel and was not asked back that way yet, in đồng. Two queries."""
    came = LedgerEntry.objects.filter(~Q(kind=Posting.REFUND_SENT), order=order, account=Account.PROVIDER)
    left = dict(came.exclude(payment=None).order_by().values_list("payment__provider").annotate(Sum("amount_dong")))
    asked = Refund.objects.filter(order=order).exclude(state=RefundState.REFUSED).order_by()
    for channel, amount in asked.values_list("channel").annotate(Sum("amount_dong")):
        left[channel] = left.get(channel, 0) - amount
    return {Provider(channel): int(amount) for channel, amount in left.items() if channel and amount > 0}


def parts(order: Order, amount_dong: int) -> list[tuple[Provider, int]]:
    """An amount that goes back by itself, shared out over the channels it came by, the largest first."""
    shared, rest = [], amount_dong
    for channel, left in sorted(left_by(order).items(), key=lambda row: -row[1]):
        if part := min(left, rest):
            shared.append((channel, part))
            rest -= part
    return shared


def chosen(order: Order, amount_dong: int, wanted: Provider | None, reason: str) -> tuple[Provider, str]:
    """The channel of a refund with why it is not the one the money came by ("" where it is).

    Without a wish it is the channel that brought as much. Raises PaymentProblem where none did, and for a channel that
    did not, without a reason.
    """
    left = left_by(order)
    if wanted is None:
        enough = [(amount, channel) for channel, amount in left.items() if amount >= amount_dong]
        if not enough:
            words = _("Không kênh nào đã nhận đủ số tiền này. Hãy đề nghị riêng phần của từng kênh đã nộp.")
            raise PaymentProblem(words, "amount_dong")
        return max(enough)[1], ""
    if left.get(wanted, 0) >= amount_dong:
        return wanted, ""
    reason = normalise(reason)
    if not reason:
        words = _("Số tiền này không nộp qua kênh đã chọn. Hãy chọn kênh đã nộp, hoặc ghi lý do trả qua kênh khác.")
        raise PaymentProblem(words, "other_channel_reason")
    require_keepable(Refund, "other_channel_reason", reason)
    return wanted, reason
