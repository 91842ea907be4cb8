"""Refunds on the national platform: none of its messages asks for one, its operator gives the money back on request.

That it has gone is known by asking: an attempt that was paid then stands as "đã hoàn phí". The answer has no amount but
the payment's, so a part that went back is confirmed by hand.
"""

from __future__ import annotations

from payments import refund_following
from payments.models import OrderEvent, Refund
from payments.models.refunds import RefundState
from payments.national_platform import State
from payments.providers import national_platform
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.vocabulary import EventKind, Provider

_MOST_A_ROUND = 200


def confirm_what_went() -> int:
    """Confirm the refunds that the platform says have gone; how many. One that does not answer ends the round."""
    on_their_way = Refund.objects.filter(
        state=RefundState.SENT, confirmed_at=None, channel=Provider.NATIONAL_PLATFORM
    ).select_related("order")
    refunds = {refund.order_id: refund for refund in on_their_way.order_by("-pk")[:_MOST_A_ROUND]}
    attempts = OrderEvent.objects.filter(order__in=refunds, kind=EventKind.STARTED).order_by("-pk")
    done = 0
    for order, reference in attempts.values_list("order", "note"):
        refund = refunds.get(order)
        try:
            told = national_platform.ask(reference) if refund else None
        except PlatformRefused:
            continue
        except PlatformUnreachable:
            break
        if refund and told and told.state == State.REFUNDED and told.amount_dong == refund.amount_dong:
            refund_following.confirm(refunds.pop(order))
            done += 1
    return done
