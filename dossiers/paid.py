"""What follows for a dossier when its order is paid or money went back: the follower of `payments.hooks`.

Nobody has to press anything: a dossier that waited goes on in the transaction that books the money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from dossiers import asking_payment, lifecycle, payment_pause, returning
from dossiers.actors import Actor
from dossiers.models import Dossier
from dossiers.statuses import Action, FinanceState
from payments.hooks import Follower, Subject

if TYPE_CHECKING:
    from payments.hooks import CameBack, Paid, Refunded, Reversed


def lock_subject(subject_ref: str) -> None:
    """Lock the dossier before its order."""
    lifecycle.lock_code(subject_ref)


def on_paid(paid: Paid) -> None:
    """Note the payment; a dossier in status 6 goes on, and a result that is read online is handed out.

    An order of 0 đồng is paid when placed, within the act that places it: nothing waited for it.
    """
    order = paid.order
    dossier = lifecycle.lock_code(order.subject_ref) if order.due_dong else None
    if dossier is None or not lifecycle.is_possible(dossier, Action.PAID):
        return
    target, changes = payment_pause.end(dossier, timezone.now())
    changes["finance_state"] = FinanceState.PAID
    data = {"order": order.code, "paid_dong": order.kept_dong}
    lifecycle.move(dossier, Action.PAID, Actor.system(), data=data, changes=changes, target=target)
    returning.hand_out_online(dossier)


def on_refunded(refunded: Refunded) -> None:
    """Tell the owner that money went back, also long after the end."""
    dossier = lifecycle.lock_code(refunded.order.subject_ref)
    if dossier is None:
        return
    data = {"order": refunded.order.code, "refunded_dong": refunded.refund.amount_dong}
    if refunded.refund.other_channel_reason:
        data["by_other_channel"] = True
    lifecycle.move(dossier, Action.REFUNDED, Actor.system(), note=refunded.refund.reason, data=data)


def on_came_back(back: CameBack) -> None:
    """Tell the owner, who had read that money went back, that it did not arrive. Why is the accountant's to know."""
    dossier = lifecycle.lock_code(back.order.subject_ref)
    if dossier is not None:
        data = {"order": back.order.code, "refund_dong": back.refund.amount_dong}
        lifecycle.move(dossier, Action.REFUND_FAILED, Actor.system(), data=data)


def on_reversed(told: Reversed) -> None:
    """A payment at the till was a mistake: what has not ended waits again."""
    dossier = lifecycle.lock_code(told.order.subject_ref)
    if dossier is not None:
        asking_payment.ask_again(dossier, told.order)


def describe(subject_ref: str) -> Subject | None:
    """What the order of a dossier is for; the payer is who filed."""
    found = Dossier.objects.select_related("procedure_version__procedure", "receiving_unit__division__parent")
    dossier = found.filter(code=subject_ref).first()
    if dossier is None:
        return None
    payer, division = dossier.submitter, dossier.receiving_unit.division
    return Subject(
        page=reverse("dossiers:detail", args=[dossier.code]),
        procedure_code=dossier.procedure_version.procedure.code,
        procedure_name=dossier.procedure_version.name,
        payer_id_number=payer.id_number,
        payer_address=payer.address,
        payer_province=(division.parent or division).name,
    )


FOLLOWER = Follower(lock_subject, on_paid, on_refunded, on_reversed, describe, on_came_back)
