"""Asking for the fees of a dossier: by itself where the sum is certain, by staff where a person has to set it.

The setting of the procedure says when (`procedures.collecting`). While its owner has to pay, the dossier is in status 6
and its clock stands still; it goes on by itself once the order is paid (`dossiers.paid`). What is owed at return is
asked when the result is out: that clock is over, and the result waits (`require_nothing_owed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import fee_orders, lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.filing_fees import fees_of
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action, FinanceState, Status
from payments.problems import OrderRefused
from portal.ui import speaking
from procedures.choices import CollectionMoment

if TYPE_CHECKING:
    from dossiers.filing_fees import Owed
    from dossiers.models import Dossier
    from payments.models import Order
    from portal.accounts.models import User
    from procedures.collecting import Collecting


def at_filing(dossier: Dossier) -> None:
    """Right after filing: what is certainly owed before receipt is asked for at once.

    A claim to pay less is decided first: nobody pays in advance what may be waived.
    """
    if dossier.finance_state == FinanceState.DUE:
        fees = fees_of(dossier)
        if fees.owed.is_known and not fees.is_open:
            _ask_if(dossier, fees.owed, CollectionMoment.BEFORE_RECEIPT)


def at_reception(dossier: Dossier) -> None:
    """Right after reception, when every claim is decided: asks for what is owed, or closes what costs nothing.

    What costs 0 đồng has its receipt of 0 đồng (NQ 411/NQ-HĐND of Hồ Chí Minh City).
    """
    if dossier.finance_state == FinanceState.PAID:
        return
    owed = fees_of(dossier).owed
    if not owed.lines or not owed.is_known:
        return
    if owed.total_dong:
        _ask_if(dossier, owed, CollectionMoment.BEFORE_RECEIPT)
    else:
        now = timezone.now()
        fee_orders.place(dossier, owed, fee_orders.collecting_of(dossier), now, by=None, amounts={})


def at_issue(dossier: Dossier) -> None:
    """Right after the result is out: what is owed at return is asked for."""
    if dossier.finance_state == FinanceState.DUE:
        owed = fees_of(dossier).owed
        if owed.is_known:
            _ask_if(dossier, owed, CollectionMoment.AT_RETURN)


def ask(dossier: Dossier, user: User, amounts: Mapping[int, int] | None = None) -> Order:
    """Staff ask for the fees; `amounts` are those that only a text sets, by the place of their line.

    Raises Incomplete when one of them is missing or impossible or a claim is not decided, NotAllowedNow or NotYours as
    `permissions.require` does.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.ASK_PAYMENT, user)
        fees = fees_of(current)
        if fees.is_open:
            raise Incomplete(_("Hãy quyết định đề nghị miễn, giảm trước khi yêu cầu nộp tiền."))
        open_places = [place for place, line in enumerate(fees.owed.lines) if line.owed_dong is None]
        if any(place not in (amounts or {}) for place in open_places):
            raise Incomplete(_("Hãy ghi số tiền của từng khoản."))
        task = steps.open_task(current)
        actor = Actor.person(user, task.unit, task.role) if task else Actor.person(user)
        try:
            return _ask(current, fees.owed, fee_orders.collecting_of(current), actor, amounts or {})
        except OrderRefused as refused:
            raise Incomplete(refused.message) from refused


def require_nothing_owed(dossier: Dossier) -> None:
    """Raises NotAllowedNow while the result waits for money that was asked for."""
    owed = owed_at_return(dossier)
    if owed is not None:
        words = _("Còn %(amount)s chưa nộp (mã khoản thu %(code)s). Hãy trả kết quả sau khi đã nộp đủ.")
        raise NotAllowedNow(words % {"amount": speaking.dong(owed.missing_dong), "code": owed.code})


def owed_at_return(dossier: Dossier) -> Order | None:
    """The order for which a result that is out waits; no query where nothing is owed."""
    if dossier.status != Status.FINISHED or dossier.finance_state != FinanceState.DUE:
        return None
    return fee_orders.awaiting(dossier)


def require_asked_before_signature(dossier: Dossier) -> None:
    """Raises NotAllowedNow for a draft whose fees are due after appraisal and not paid yet."""
    if dossier.finance_state != FinanceState.DUE:
        return
    if fee_orders.collecting_of(dossier).moment == CollectionMoment.AFTER_APPRAISAL:
        raise NotAllowedNow(
            _("Thủ tục này thu phí, lệ phí sau khi thẩm định. Hãy yêu cầu nộp tiền trước khi trình ký.")
        )


def _ask_if(dossier: Dossier, owed: Owed, moment: CollectionMoment) -> None:
    told = fee_orders.collecting_of(dossier)
    if told.moment == moment:
        _ask(dossier, owed, told, Actor.system(), {})


def _ask(dossier: Dossier, owed: Owed, told: Collecting, actor: Actor, amounts: Mapping[int, int]) -> Order:
    """Places the order and writes the event; an order of 0 đồng asks for nothing."""
    now = timezone.now()
    order = fee_orders.place(dossier, owed, told, now, by=actor.user, amounts=amounts)
    if order.due_dong:
        _wait_for(dossier, order, actor)
    return order


def ask_again(dossier: Dossier, order: Order) -> None:
    """On a locked dossier: its order awaits money once more, since a payment was taken back; so does the dossier."""
    if lifecycle.is_possible(dossier, Action.ASK_PAYMENT) or lifecycle.is_possible(dossier, Action.ASK_AT_RETURN):
        _wait_for(dossier, order, Actor.system())


def _wait_for(dossier: Dossier, order: Order, actor: Actor) -> None:
    data = {"order": order.code, "owed_dong": order.missing_dong, "due_at": order.due_at and order.due_at.isoformat()}
    action = Action.ASK_PAYMENT if dossier.status != Status.FINISHED else Action.ASK_AT_RETURN
    if action == Action.ASK_PAYMENT:
        steps.finish(dossier, actor, Action.ASK_PAYMENT, timezone.now())
    lifecycle.move(dossier, action, actor, data=data, changes={"finance_state": FinanceState.DUE})
