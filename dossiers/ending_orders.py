"""Orders of a dossier that ends without a result: cancelled, and asked back where the setting gives money back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import fee_orders
from dossiers.statuses import Status
from payments import orders, refund_channels, refunding
from payments.models import Order
from payments.vocabulary import AWAITING, OrderState
from procedures.choices import GivingBack

if TYPE_CHECKING:
    from dossiers.hooks import Moved
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from procedures.collecting import Collecting

_WITHOUT_RESULT = (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED)


def cancel_with_dossier(moved: Moved) -> None:
    """Cancels what still waits; what was paid is cancelled and asked back only where the setting says so.

    A refund is a request until an accountant approves it: four eyes. Where another system withdrew the dossier, the
    system itself asks: no person did.
    """
    dossier, event = moved.dossier, moved.event
    if event.status_to not in _WITHOUT_RESULT or event.status_from == event.status_to:
        return
    with override("vi"):
        reason = _("Hồ sơ %(code)s kết thúc, không có kết quả.") % {"code": dossier.code}
    for order in fee_orders.orders_of(dossier):
        if order.state in AWAITING:
            _end(order, event.actor, reason, fee_orders.collecting_of(dossier))
        elif order.state in (OrderState.PAID, OrderState.OVERPAID) and order.kept_dong:
            told = fee_orders.collecting_of(dossier)
            if _gives_back(dossier, told):
                _end(order, event.actor, reason, told)


def _gives_back(dossier: Dossier, told: Collecting) -> bool:
    if told.gives_back == GivingBack.UNTIL_RESULT:
        return True
    return told.gives_back == GivingBack.UNTIL_RECEIVED and dossier.received_at is None


def _end(order: Order, user: User | None, reason: str, told: Collecting) -> None:
    current = orders.cancel(order, reason, user)
    for channel, amount in refund_channels.parts(current, refunding.refundable_dong(current)):
        refunding.ask(current, user, amount, reason=reason, legal_ground=told.legal_basis, channel=channel)
