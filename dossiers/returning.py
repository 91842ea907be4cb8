"""Issuing and handing out the result, withdrawing, and the owner's rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import asking_payment, lifecycle, permissions, processing, steps
from dossiers.actors import Actor, ApiClient
from dossiers.models import Dossier, Rating, Result
from dossiers.problems import Incomplete
from dossiers.statuses import Action, DeliveryState, ResultDelivery, Status
from portal.vietnamese import normalise
from procedures.choices import StepOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import IssuedDocument


def issue(dossier: Dossier, document: IssuedDocument) -> Dossier:
    """The signed result is issued, on a locked dossier (the worker): status 9, and 10 where it is read online.

    What is owed at return is asked for now, and the result waits for it; nobody pays for having been refused.
    """
    result = dossier.result
    signed_at = document.signed_at or timezone.now()
    result.document, result.number, result.signed_at = document, document.number, signed_at
    result.save(update_fields=["document", "number", "signed_at"])
    actor = _approver(dossier)
    now = timezone.now()
    steps.go_to(dossier, actor, Action.ISSUE, steps.following(dossier, StepOutcome.SIGN), now)
    changes = {"finished_at": now, "delivery_state": DeliveryState.READY}
    data = {"number": document.number, "verification_code": document.verification_code}
    why = ""
    if result.is_refusal:
        why, data["legal_ground"] = result.content["reason"], result.content["legal_ground"]
    lifecycle.move(dossier, Action.ISSUE, actor, note=why, data=data, changes=changes)
    if not result.is_refusal:
        asking_payment.at_issue(dossier)
    hand_out_online(dossier)
    return dossier


def hand_out_online(dossier: Dossier) -> None:
    """Hands out a result that is read online, on a locked dossier, unless it waits for money or is out already."""
    if dossier.status != Status.FINISHED or dossier.result_delivery != ResultDelivery.ONLINE:
        return
    if asking_payment.owed_at_return(dossier) is None:
        _hand_out(dossier, Actor.system(), dossier.owner.full_name)


def _approver(dossier: Dossier) -> Actor:
    """Whoever approved, under the name of that act: a stand-in signs in somebody's place."""
    approval = dossier.events.filter(action=Action.APPROVE).select_related("actor").latest("sequence")
    return Actor(approval.actor, approval.actor_name, dossier.competent_unit)


def hand_out(dossier: Dossier, user: User, *, recipient: str) -> Dossier:
    """The clerk hands the paper result to `recipient` and says so (NĐ 61/2018 Đ20)."""
    recipient = normalise(recipient)
    if not recipient:
        raise Incomplete(_("Hãy ghi họ tên người nhận kết quả."), "recipient")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RETURN_RESULT, user)
        asking_payment.require_nothing_owed(current)
        _hand_out(current, processing.acting(current, user), recipient)
    return current


def delivered_by_post(dossier: Dossier, carrier: str, *, recipient: str, at: datetime) -> None:
    """The post gave the result to `recipient`, on a locked dossier: handed out when it was delivered, not when told."""
    _hand_out(dossier, Actor(None, carrier), recipient, at)


def _hand_out(dossier: Dossier, actor: Actor, recipient: str, at: datetime | None = None) -> None:
    moment = at or timezone.now()
    Result.objects.filter(dossier=dossier).update(handed_out_at=moment, handed_out_to=recipient)
    steps.finish(dossier, actor, Action.RETURN_RESULT, timezone.now())
    changes = {"returned_at": moment, "delivery_state": DeliveryState.HANDED_OUT}
    lifecycle.move(dossier, Action.RETURN_RESULT, actor, data={"recipient": recipient}, changes=changes)


def withdraw(dossier: Dossier, by: User | ApiClient, *, reason: str = "") -> Dossier:
    """The owner takes the dossier back before its result is approved (status 7)."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.WITHDRAW, by)
        actor = Actor.of(by)
        steps.finish(current, actor, Action.WITHDRAW, timezone.now())
        current.supplement_requests.filter(answered_at=None).update(answered_at=timezone.now())
        lifecycle.move(current, Action.WITHDRAW, actor, note=normalise(reason))
    return current


def rate(dossier: Dossier, user: User, *, score: int, comment: str = "") -> Rating:
    """The owner rates once; "not satisfied" needs a reason, so that somebody can act on it."""
    comment = normalise(comment)
    if score == Rating.Score.NOT_SATISFIED and not comment:
        raise Incomplete(_("Hãy cho biết điều gì làm bạn chưa hài lòng."), "comment")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RATE, user)
        rating = Rating.objects.create(
            dossier=current, score=score, comment=comment, rated_by=user, rated_at=timezone.now()
        )
        lifecycle.move(current, Action.RATE, Actor.person(user), data={"score": score})
    return rating
