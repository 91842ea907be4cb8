"""What people read about the parcel of a dossier: where it is and by when it comes, naming nobody and no place.

Whoever has the code of a dossier may read it (TT 01/2018/TT-VPCP Đ16: the code alone shows how far it is).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from dossiers.results_by_post import Parcel
from portal.peers.models import PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.ui import speaking
from units.models import today_in_vietnam

_COMING = (OrderState.WAITING, OrderState.ORDERED, OrderState.ACCEPTED, OrderState.IN_TRANSIT)


def say(code: str) -> Parcel | None:
    """Of the newest parcel of a dossier's own code; None where nothing went by post or it is kept here. One query."""
    orders = PostalOrder.objects.filter(dossier__code=code).exclude(state=OrderState.CANCELLED)
    order = orders.defer("told").order_by("-pk").first()
    if order is None or (order.state in TO_DECIDE and order.settled_at is not None):
        return None
    return Parcel(" ".join(part for part in (_where(order), _by_when(order)) if part), order.item_code)


def _where(order: PostalOrder) -> str:
    if order.handed_at is not None and order.state == OrderState.ORDERED:
        return _("Kết quả đã giao cho bưu chính lúc %(when)s.") % {"when": speaking.moment(order.handed_at)}
    return _sentences()[OrderState(order.state)] % {"when": speaking.moment(order.state_at)}


def _by_when(order: PostalOrder) -> str:
    """The day that the post named, said as late once it is past."""
    if order.expected_on is None or order.state not in _COMING:
        return ""
    told = {"day": speaking.day(order.expected_on)}
    if order.expected_on < today_in_vietnam():
        return _("Bưu chính dự kiến phát %(day)s nhưng chưa phát xong.") % told
    return _("Dự kiến phát: %(day)s.") % told


def _sentences() -> dict[OrderState, str]:
    to_counter = _("Nơi trả kết quả sẽ gọi cho người nhận để gửi lại hoặc mời đến nhận.")
    return {
        OrderState.WAITING: _("Kết quả đang chờ bưu chính đến lấy."),
        OrderState.ORDERED: _("Kết quả đang chờ bưu chính đến lấy."),
        OrderState.ACCEPTED: _("Bưu chính đã nhận kết quả lúc %(when)s."),
        OrderState.IN_TRANSIT: _("Bưu chính đang chuyển kết quả; chặng gần nhất lúc %(when)s."),
        OrderState.DELIVERED: _("Bưu chính đã phát kết quả lúc %(when)s."),
        OrderState.FAILED: _("Bưu chính chưa phát được kết quả lúc %(when)s.") + f" {to_counter}",
        OrderState.RETURNED: _("Bưu chính đã chuyển hoàn kết quả lúc %(when)s.") + f" {to_counter}",
        OrderState.REFUSED: _("Kết quả chưa gửi được qua bưu chính.") + f" {to_counter}",
    }
