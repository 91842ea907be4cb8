"""Sending a dossier that came to a wrong agency to the right one, without starting the clock again.

The history keeps every place. A third hop, or a return to where the dossier was before, is passing it in a circle:
still possible, but only with the warning confirmed, and the heads of both agencies and who watches them are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import agencies, alerts, lifecycle, paper_transfers, permissions, placing, routing, steps
from dossiers.actors import Actor
from dossiers.models import Dossier, Hop
from dossiers.problems import Incomplete
from dossiers.statuses import Action, Status
from portal.vietnamese import normalise
from procedures.choices import StepOutcome
from units import kept
from units.access import has_role
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit

MOST_QUIET_HOPS = 2
"""The hop after these is one too many to go unnoticed."""


@dataclass(frozen=True)
class Why:
    """Why a dossier is sent on: the reason, the ground where the procedure's rule does not lead there, the warning."""

    reason: str
    ground: str = ""
    is_confirmed: bool = False


def hops_of(dossier: Dossier) -> list[Hop]:
    """The hops so far, oldest first, with their agencies."""
    return list(dossier.hops.select_related("from_unit", "to_unit", "by"))


def is_circling(hops: list[Hop], agency: Unit) -> bool:
    """Whether one more hop, to `agency`, passes the dossier in a circle."""
    visited = {hop.from_unit_id for hop in hops} | {hop.to_unit_id for hop in hops}
    return len(hops) >= MOST_QUIET_HOPS or agency.pk in visited


def reroute(dossier: Dossier, user: User, agency: Unit, why: Why) -> Dossier:
    """Makes `agency` the competent one and opens the work there; due time and marks stay as they are.

    Raises Incomplete (fields agency, reason, ground, confirmed), NotAllowedNow or NotYours.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.REROUTE, user)
        hops = hops_of(current)
        said = _checked(current, hops, agency, why)
        actor, now, left = _author(current, user), timezone.now(), current.competent_unit
        hop = Hop.objects.create(
            dossier=current,
            number=len(hops) + 1,
            from_unit=left,
            to_unit=agency,
            reason=said.reason,
            ground=said.ground,
            is_circling=is_circling(hops, agency),
            by=user,
            at=now,
        )
        current.handling_unit = _handling(current, agency)
        current.competent_unit = agency
        _move_work(current, actor, now)
        lifecycle.move(current, Action.REROUTE, actor, note=said.reason, data=_data(hop), changes=_places(current))
        paper_transfers.send(current, user, now)
        if hop.is_circling:
            alerts.raise_circling(current, hop)
    return current


def _author(dossier: Dossier, user: User) -> Actor:
    """The person in the role that lets them send it on, which need not be that of the open step."""
    if dossier.status != Status.PROCESSING:
        return Actor.person(user, dossier.receiving_unit, Role.CLERK)
    if has_role(user, Role.OFFICER, dossier.handling_unit):
        return Actor.person(user, dossier.handling_unit, Role.OFFICER)
    return Actor.person(user, dossier.competent_unit, Role.LEADER)


def agency_of_code(code: str) -> Unit:
    """The agency of today with this code. Raises Incomplete where it is none any more."""
    agency = agencies.in_force().filter(code=code).first()
    if agency is None:
        raise Incomplete(_("Hãy chọn một cơ quan khác đang hoạt động."), "agency")
    return agency


def _checked(dossier: Dossier, hops: list[Hop], agency: Unit, why: Why) -> Why:
    reason, ground = normalise(why.reason), normalise(why.ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do chuyển hồ sơ sang cơ quan khác."), "reason")
    if agency.pk == dossier.competent_unit_id or not agencies.in_force().filter(pk=agency.pk).exists():
        raise Incomplete(_("Hãy chọn một cơ quan khác đang hoạt động."), "agency")
    if not ground and not agencies.is_allowed(dossier.procedure_version, agency):
        message = _("Thủ tục này không giao cho cơ quan đã chọn. Hãy ghi căn cứ cho thấy cơ quan đó có thẩm quyền.")
        raise Incomplete(message, "ground")
    if is_circling(hops, agency) and not why.is_confirmed:
        raise Incomplete(circling_warning(hops, agency), "confirmed")
    return Why(reason, ground, why.is_confirmed)


def circling_warning(hops: list[Hop], agency: Unit) -> str:
    """What is said before a dossier is passed in a circle."""
    if len(hops) >= MOST_QUIET_HOPS:
        often = _("Hồ sơ đã chuyển %(count)d lần. Chuyển nữa sẽ báo cho lãnh đạo hai cơ quan và người giám sát.")
        return often % {"count": len(hops)}
    words = _("Hồ sơ từng ở %(name)s. Chuyển trở lại sẽ báo cho lãnh đạo hai cơ quan và người giám sát.")
    return words % {"name": agency.name}


def _handling(dossier: Dossier, agency: Unit) -> Unit:
    try:
        return routing.handling_of(dossier.procedure_version, agency, kept.today())
    except LookupError as error:
        message = _("Cơ quan đã chọn chưa có bộ phận xử lý. Hãy chọn cơ quan khác.")
        raise Incomplete(message, "agency") from error


def _move_work(dossier: Dossier, actor: Actor, now: datetime) -> None:
    """On its way through the process: from the step behind the reception. Before it: the clerk goes on."""
    if dossier.status == Status.PROCESSING:
        steps.finish(dossier, actor, Action.REROUTE, now)
        steps.start(dossier, steps.following(dossier, StepOutcome.RECEIVE), now)
        return
    task = steps.open_task(dossier)
    if task is None or placing.place_of(task.step, steps.route_of(dossier)).unit.pk == task.unit_id:
        return
    steps.finish(dossier, actor, Action.REROUTE, now)
    steps.start(dossier, task.step, now)
    steps.take_over_due(dossier, task)


def _places(dossier: Dossier) -> dict[str, Unit]:
    return {"competent_unit": dossier.competent_unit, "handling_unit": dossier.handling_unit}


def _data(hop: Hop) -> dict[str, object]:
    """What the log keeps: units by code and by their names of the day."""
    return {
        "number": hop.number,
        "from": hop.from_unit.code,
        "from_name": hop.from_unit.name,
        "to": hop.to_unit.code,
        "to_name": hop.to_unit.name,
        "ground": hop.ground,
    }
