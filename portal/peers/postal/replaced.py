"""A result that was corrected after it went by post: the corrected one follows, in an order of its own.

While the parcel is still here the new paper goes into the same one. Whatever left before keeps its order and is told of
to nobody any more: its paper counts no longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from dossiers import posting, posting_replaced
from dossiers.statuses import Status
from portal.peers import choosing
from portal.peers.models.orders import OrderState
from portal.peers.postal import ordering
from portal.peers.postal.parcels import Recipient
from portal.peers.postal.words import RETURN
from portal.peers.sending import say

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.peers.models import PostalOrder

ASK_AGAIN = "Kết quả đã được đính chính; bưu gửi trước chưa phát được. Hãy hỏi lại địa chỉ rồi gửi bản mới."


def order(dossier: Dossier) -> PostalOrder | None:
    """After a corrected result was issued for a locked dossier: the parcel that brings it; None where none does.

    What was fetched or kept at a counter is exchanged there.
    """
    before = dossier.postal_orders.select_related("connection").order_by("-pk").first()
    if before is None or before.state == OrderState.CANCELLED:
        return ordering.order_if_ready(dossier) if dossier.status == Status.FINISHED else None
    if not posting.may_post_replacement(dossier):
        return None
    if _is_here(before):
        before.round = posting_replaced.round_of(dossier)
        before.save(update_fields=["round"])
        return before
    return _follow(before, dossier)


def is_superseded(one: PostalOrder) -> bool:
    """Whether the paper in a parcel was replaced by one that goes in another."""
    return one.round < posting_replaced.round_of(one.dossier)


def call_back(one: PostalOrder) -> None:
    """Nobody decides any more about a parcel whose paper was replaced; the post brings it back."""
    one.settled_at = timezone.now()
    one.save(update_fields=["settled_at"])
    if one.state == OrderState.FAILED:
        say(one.connection, RETURN, one.dossier.code, {"order": one.pk}, f"{one.number}/replaced")


def _is_here(one: PostalOrder) -> bool:
    """Whether the envelope still lies at the counter: not fetched, or never taken and not decided about."""
    if one.handed_at is not None:
        return False
    return one.state in ordering.NOT_HANDED_OVER or (one.state == OrderState.REFUSED and one.settled_at is None)


def _follow(before: PostalOrder, dossier: Dossier) -> PostalOrder:
    """To where the one before went; where nobody was found, the counter asks first."""
    office, to = choosing.post_office(dossier) or before.connection, Recipient.kept(before)
    if before.state not in (OrderState.FAILED, OrderState.RETURNED) or before.settled_at is not None:
        return ordering.make(dossier, office, to, sender_pays=True)
    call_back(before)
    return ordering.lay_before_counter(dossier, office, to, ASK_AGAIN)
