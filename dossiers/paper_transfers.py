"""Papers on their way: what was handed in on paper at another agency's counter follows the electronic dossier.

The competent agency has the electronic dossier at the hand-over, and its clock runs from there (NĐ 309/2026 Đ17(3));
the papers come the same day or the next morning (Đ18(2)). Their arrival is confirmed, so that none gets lost unseen,
and moves no due time: an agency that confirms late would else give itself time (docs/decisions/0023).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import alerts, lifecycle, permissions
from dossiers.actors import Actor
from dossiers.models import PaperTransfer
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action, Channel, Status
from portal.vietnamese import normalise
from units import lookup
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from units.models import Unit


def destination(dossier: Dossier) -> Unit:
    """The counter of the competent agency, where its post arrives; the agency itself where it has none."""
    try:
        return lookup.centre_of(dossier.competent_unit)
    except lookup.UnknownUnit:
        return dossier.competent_unit


def foreseen(dossier: Dossier) -> Unit | None:
    """Where the papers go when the dossier is handed over; None where they stay or there are none."""
    if dossier.channel == Channel.ONLINE:
        return None
    reached = destination(dossier)
    return reached if reached.agency.pk != dossier.receiving_unit.agency.pk else None


def send(dossier: Dossier, user: User, at: datetime) -> PaperTransfer | None:
    """Sends the papers of a locked dossier after it, from where they lie; None where nothing has to travel.

    Papers that are on the way already are sent on to the new agency. Before the hand-over they lie at their counter.
    """
    if dossier.channel == Channel.ONLINE or dossier.status != Status.PROCESSING:
        return None
    last = dossier.paper_transfers.select_related("to_unit__parent").last()
    place, reached = last.to_unit if last else dossier.receiving_unit, destination(dossier)
    if last is not None and last.arrived_at is None:
        last.to_unit = reached
        last.save(update_fields=["to_unit"])
        return last
    if place.agency.pk == reached.agency.pk:
        return None
    return PaperTransfer.objects.create(dossier=dossier, from_unit=place, to_unit=reached, sent_at=at, sent_by=user)


def call_off(dossier: Dossier) -> None:
    """The hand-over was taken back within its hour: the papers stay where they are."""
    dossier.paper_transfers.filter(arrived_at=None).delete()


def confirm(dossier: Dossier, user: User) -> Dossier:
    """All papers are there; what was told missing is settled. Raises NotAllowedNow or NotYours."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.CONFIRM_PAPERS, user)
        transfer, now = _open_way(current), timezone.now()
        transfer.arrived_at, transfer.confirmed_by = now, user
        transfer.save(update_fields=["arrived_at", "confirmed_by"])
        lifecycle.move(current, Action.CONFIRM_PAPERS, _author(transfer, user), data=_ends(transfer))
    return current


def report_missing(dossier: Dossier, user: User, *, missing: str) -> Dossier:
    """Tells the unit that sent the papers, and its head, what did not arrive; the dossier is worked on all the same.

    Told again, the newest list counts. Raises Incomplete (field words), NotAllowedNow or NotYours.
    """
    missing = normalise(missing)
    if not missing:
        raise Incomplete(_("Hãy ghi giấy tờ nào còn thiếu."), "words")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.REPORT_MISSING, user)
        transfer, now = _open_way(current), timezone.now()
        transfer.missing, transfer.missing_at = missing, now
        transfer.save(update_fields=["missing", "missing_at"])
        actor = _author(transfer, user)
        lifecycle.move(current, Action.REPORT_MISSING, actor, note=missing, data=_ends(transfer))
        alerts.raise_missing_papers(transfer, now)
    return current


def _open_way(dossier: Dossier) -> PaperTransfer:
    transfer = dossier.open_transfer
    if transfer is None:
        raise NotAllowedNow(_("Hồ sơ này không có giấy tờ nào đang trên đường."))
    return transfer


def _author(transfer: PaperTransfer, user: User) -> Actor:
    return Actor.person(user, transfer.to_unit, Role.CLERK)


def _ends(transfer: PaperTransfer) -> dict[str, str]:
    """Both ends and when they were sent, for the log."""
    sent = transfer.sent_at.isoformat()
    return {"from": transfer.from_unit.code, "to": transfer.to_unit.code, "sent_at": sent}
