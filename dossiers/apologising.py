"""The apology when a dossier will not be ready in time: an officer drafts it, a leader answers for it, once only.

NĐ 61/2018 Đ19(9): at the latest one working day before the due time the agency says sorry in writing, with the reason
and a new day, and not more than once. One that comes later is still better than none; it is marked as late.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import deadlines, lifecycle, permissions
from dossiers.actors import Actor
from dossiers.models import Apology, Dossier
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action
from portal.ui import speaking
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.deadlines import Clock
    from portal.accounts.models import User


def draft(dossier: Dossier, user: User, *, reason: str, day: date) -> Apology:
    """Lays an apology before the leader, with the reason and the new day; an earlier draft is replaced.

    Raises Incomplete without a reason or with a day that can't be promised, NotAllowedNow or NotYours as
    `permissions.require` does: also where an apology was approved already.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do không trả kết quả đúng hẹn."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.DRAFT_APOLOGY, user)
        now = timezone.now()
        clock = _promised(current, day, now)
        made, _is_new = Apology.objects.update_or_create(
            dossier=current,
            defaults={
                "reason": reason,
                "due_before": current.due_at,
                "new_due_at": clock.due_at,
                "due_sum": clock.due_sum,
                "drafted_by": user,
                "drafted_at": now,
                "returned_reason": "",
            },
        )
        data = {"promised": clock.due_at.isoformat()}
        actor = Actor.person(user, current.handling_unit, Role.OFFICER)
        lifecycle.move(current, Action.DRAFT_APOLOGY, actor, note=reason, data=data)
    return made


def send_back(dossier: Dossier, user: User, *, reason: str) -> Apology:
    """The leader sends the draft back to its officer, with a reason."""
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RETURN_APOLOGY, user)
        made = current.apology
        made.returned_reason = reason
        made.save(update_fields=["returned_reason"])
        lifecycle.move(current, Action.RETURN_APOLOGY, _leader(current, user), note=reason)
    return made


def approve(dossier: Dossier, user: User) -> Apology:
    """The leader answers for the apology: the new due time counts, and the owner is told why.

    Raises NotAllowedNow when the due time moved meanwhile so that the drafted day is no later one.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.APOLOGISE, user)
        made, now = current.apology, timezone.now()
        clock = _still_promised(current, made, now)
        made.is_late = now > deadlines.apology_until(current)
        made.due_before, made.new_due_at, made.due_sum = current.due_at, clock.due_at, clock.due_sum
        made.approved_by, made.approved_at = user, now
        made.save()
        data, changes = {"is_late": made.is_late}, clock.as_changes()
        lifecycle.move(current, Action.APOLOGISE, _leader(current, user), note=made.reason, data=data, changes=changes)
    return made


def _promised(dossier: Dossier, day: date, now: datetime) -> Clock:
    try:
        return deadlines.promised(dossier, day, now)
    except ValueError as error:
        words = _("Ngày hẹn lại phải là ngày làm việc của cơ quan, sau ngày hẹn trả hiện tại (%(due)s) và sau hôm nay.")
        raise Incomplete(words % {"due": speaking.moment(dossier.due_at)}, "day") from error


def _still_promised(dossier: Dossier, made: Apology, now: datetime) -> Clock:
    try:
        return deadlines.promised(dossier, timezone.localdate(made.new_due_at), now)
    except ValueError as error:
        words = _("Ngày hẹn trong dự thảo không còn dùng được; hãy trả lại để soạn lại với ngày khác.")
        raise NotAllowedNow(words) from error


def _leader(dossier: Dossier, user: User) -> Actor:
    return Actor.person(user, dossier.competent_unit, Role.LEADER)
