"""Taking a request for payment back: its order is cancelled and the dossier goes on where it stood.

What the rules say is owed is asked for again at the next stage; this is for a sum that was wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import fee_orders, lifecycle, payment_pause, permissions
from dossiers.actors import Actor
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action
from payments import orders
from payments.problems import PaymentProblem
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def call_off(dossier: Dossier, user: User, *, reason: str) -> Dossier:
    """Takes the request back, with a reason that the owner reads.

    Raises Incomplete without one, NotAllowedNow when nothing waits or part of the money has come already.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do thôi yêu cầu nộp tiền."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.CALL_OFF_PAYMENT, user)
        order = fee_orders.awaiting(current)
        if order is None:
            raise NotAllowedNow(_("Hồ sơ này không còn khoản thu nào chờ nộp."))
        if order.kept_dong:
            raise NotAllowedNow(_("Người nộp đã nộp một phần. Hãy nhờ kế toán xử lý khoản thu này trước."))
        try:
            orders.cancel(order, reason, user)
        except PaymentProblem as problem:
            raise Incomplete(problem.message, "reason") from problem
        target, changes = payment_pause.end(current, timezone.now())
        actor, data = Actor.person(user), {"order": order.code}
        lifecycle.move(current, Action.CALL_OFF_PAYMENT, actor, note=reason, data=data, changes=changes, target=target)
    return current
