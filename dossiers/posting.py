"""A result that goes by post: handed to the post, not delivered, sent again or kept at the counter.

Whatever the post does leaves the dossier finished: it is returned only when somebody has it in hand
(`returning.delivered_by_post`). How a postal service is spoken with is no business of this app (`portal.peers`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dossiers import asking_payment, lifecycle, permissions, posting_replaced, processing
from dossiers.actors import Actor
from dossiers.models import Dossier, Result
from dossiers.problems import NotAllowedNow
from dossiers.statuses import WITH_RESULT, Action, DeliveryState, ResultDelivery, Status
from portal.documents.models import DocumentState
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User


def may_be_posted(dossier: Dossier) -> bool:
    """Whether a paper result waits to go by post now: wanted so, in force, and nothing owed for it any more."""
    if dossier.status != Status.FINISHED or dossier.result_delivery != ResultDelivery.POST:
        return False
    if dossier.delivery_state != DeliveryState.READY or asking_payment.owed_at_return(dossier) is not None:
        return False
    return _is_in_force(dossier)


def may_post_replacement(dossier: Dossier) -> bool:
    """Whether a corrected result may follow the one that went by post: wanted so, in force, and nothing owed."""
    if dossier.status not in WITH_RESULT or dossier.result_delivery != ResultDelivery.POST:
        return False
    return asking_payment.owed_at_return(dossier) is None and _is_in_force(dossier)


def hand_to_post(dossier: Dossier, carrier: str, note: str, *, sender_pays: bool = False) -> None:
    """The post has the result, on a locked dossier; told twice it is no change."""
    if dossier.delivery_state != DeliveryState.POSTED:
        changes, data = {"delivery_state": DeliveryState.POSTED}, {"sender_pays": True} if sender_pays else {}
        lifecycle.move(dossier, Action.HAND_TO_POST, Actor(None, carrier), note=note, data=data, changes=changes)


def hand_to_courier(dossier: Dossier, user: User, note: str, *, sender_pays: bool = False) -> None:
    """A clerk gave the result to the courier, on a locked dossier; where the post has it already it is no change.

    Raises NotYours for whoever is no clerk of the counter.
    """
    actor = posting_replaced.require_counter(dossier, user)
    if dossier.delivery_state != DeliveryState.POSTED:
        changes, data = {"delivery_state": DeliveryState.POSTED}, {"sender_pays": True} if sender_pays else {}
        lifecycle.move(dossier, Action.HAND_TO_POST, actor, note=note, data=data, changes=changes)


def take_from_courier(dossier: Dossier, user: User) -> None:
    """A clerk had said so by mistake, on a locked dossier: the result is here. Raises NotYours as `hand_to_courier`."""
    actor = posting_replaced.require_counter(dossier, user)
    if dossier.delivery_state != DeliveryState.POSTED:
        return
    last = dossier.events.filter(action=Action.HAND_TO_POST).latest("sequence")
    data = {"undone": str(Action.HAND_TO_POST), "sequence": last.sequence}
    lifecycle.move(dossier, Action.UNDO, actor, data=data, changes={"delivery_state": DeliveryState.READY})


def post_failed(dossier: Dossier, carrier: str, reason: str) -> None:
    """The post could not deliver, on a locked dossier: the counter has to do something; told twice it is no change."""
    if dossier.delivery_state != DeliveryState.POST_FAILED:
        changes = {"delivery_state": DeliveryState.POST_FAILED}
        lifecycle.move(dossier, Action.POST_FAILED, Actor(None, carrier), note=reason, changes=changes)


def post_again(dossier: Dossier, user: User) -> None:
    """The counter sends it once more, on a locked dossier.

    Raises NotYours for whoever may not hand it out, NotAllowedNow where money is owed or the result was recalled.
    """
    actor = _acting(dossier, user)
    asking_payment.require_nothing_owed(dossier)
    if not _is_in_force(dossier):
        raise NotAllowedNow(_("Kết quả này không còn hiệu lực nên không gửi đi được."))
    changes = {"delivery_state": DeliveryState.READY, "result_delivery": ResultDelivery.POST}
    lifecycle.move(dossier, Action.POST_AGAIN, actor, changes=changes)


def keep_at_counter(dossier: Dossier, user: User, note: str = "") -> None:
    """The owner fetches it, on a locked dossier. Raises NotYours for whoever may not hand it out."""
    actor = _acting(dossier, user)
    changes = {"delivery_state": DeliveryState.READY, "result_delivery": ResultDelivery.COUNTER}
    lifecycle.move(dossier, Action.KEEP_AT_COUNTER, actor, note=normalise(note), changes=changes)


def _acting(dossier: Dossier, user: User) -> Actor:
    """Whoever may hand the result out, at the open step or, of a corrected one, at the counter. Raises NotYours."""
    if dossier.status == Status.RETURNED:
        return posting_replaced.require_counter(dossier, user)
    permissions.require(dossier, Action.RETURN_RESULT, user)
    return processing.acting(dossier, user)


def _is_in_force(dossier: Dossier) -> bool:
    return Result.objects.filter(dossier=dossier, document__state=DocumentState.ACTIVE).exists()
