"""Raising and settling alerts. Those of clocks are raised by the worker (`escalating`); these are raised by acts.

An alert is settled by a person with a note, or by itself once the dossier has moved on.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.alert_kinds import AlertKind, Rung
from dossiers.models import Alert, Correction, PaperTransfer, Task
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import CLOSED, RUNNING, WITH_RESULT, Action, Status
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.hooks import Moved
    from dossiers.models import Dossier, Hop
    from portal.accounts.models import User
    from units.models import Unit


def raise_circling(dossier: Dossier, hop: Hop) -> None:
    """Tells the heads of both agencies, and who watches them, that the dossier is passed in a circle."""
    told = {
        (Role.LEADER, hop.from_unit_id, Rung.HEAD),
        (Role.LEADER, hop.to_unit_id, Rung.HEAD),
        (Role.SUPERVISOR, hop.to_unit_id, Rung.SUPERVISOR),
    }
    with override("vi"):
        words = _("Lần chuyển thứ %(number)d: từ %(left)s đến %(reached)s. Lý do: %(reason)s")
    values = {
        "number": hop.number,
        "left": hop.from_unit.name,
        "reached": hop.to_unit.name,
        "reason": hop.reason,
    }
    Alert.objects.bulk_create(
        Alert(
            kind=AlertKind.CIRCLING,
            dossier=dossier,
            role=role,
            unit_id=unit,
            rung=rung,
            since=hop.at,
            raised_at=hop.at,
            reason=words % values,
        )
        for role, unit, rung in sorted(told)
    )


def raise_correction(dossier: Dossier, role: str, unit: Unit, at: datetime, why: str) -> None:
    """Tells a role at a unit that the correction of a result waits for it since `at`; the next act settles that."""
    rung = Rung.HEAD if role == Role.LEADER else Rung.OFFICER
    told = {"role": role, "unit": unit, "rung": rung, "since": at, "raised_at": at, "reason": why}
    Alert.objects.create(kind=AlertKind.CORRECTION, dossier=dossier, **told)


def raise_missing_papers(transfer: PaperTransfer, at: datetime) -> None:
    """Tells whoever sent the papers, and their head, what did not arrive; the rest's arrival settles that."""
    Alert.objects.bulk_create(
        Alert(
            kind=AlertKind.MISSING_PAPERS,
            dossier_id=transfer.dossier_id,
            role=role,
            unit_id=transfer.from_unit_id,
            rung=rung,
            since=at,
            raised_at=at,
            reason=transfer.missing,
        )
        for role, rung in ((Role.CLERK, Rung.OFFICER), (Role.LEADER, Rung.HEAD))
    )


def settle(alert: Alert, user: User, note: str) -> Alert:
    """Settles an open alert of the person's own, saying what was done about it.

    Raises Incomplete without a note, NotAllowedNow when it is settled already, NotYours when it is not theirs.
    """
    note = normalise(note)
    if not note:
        raise Incomplete(_("Hãy ghi đã làm gì với cảnh báo này."), "note")
    own = Alert.objects.addressed_to(user).filter(pk=alert.pk)
    if not own.exists():
        raise NotYours(_("Cảnh báo này không gửi cho bạn."))
    if not own.open().update(settled_at=timezone.now(), settled_by=user, note=note):
        raise NotAllowedNow(_("Cảnh báo này đã được giải quyết trước đó."))
    alert.refresh_from_db()
    return alert


def see(alert: Alert, user: User) -> bool:
    """Notes who saw an open alert first, and when; False when that was noted before, or it is settled.

    Raises NotYours when it is not addressed to them.
    """
    own = Alert.objects.addressed_to(user).filter(pk=alert.pk)
    if not own.exists():
        raise NotYours(_("Cảnh báo này không gửi cho bạn."))
    return bool(own.unseen().update(seen_at=timezone.now(), seen_by=user))


def settle_passed(moved: Moved) -> None:
    """Settles, in one statement, the alerts of the dossier whose matter has passed with this move."""
    dossier = moved.dossier
    if moved.event.action == Action.SUBMIT:
        return
    passed = Alert.objects.filter(dossier=dossier).open().exclude(_still_so(dossier))
    passed.update(settled_at=moved.event.at)


def _still_so(dossier: Dossier) -> Q:
    """The open alerts of the dossier that are still true of it."""
    still = Q(kind=AlertKind.CIRCLING) if dossier.status not in CLOSED else Q(pk__in=[])
    if dossier.status in RUNNING:
        still |= Q(kind=AlertKind.OVERDUE, since=dossier.due_at)
        still |= Q(kind=AlertKind.DUE_SOON, since=dossier.due_soon_from)
    if dossier.status == Status.SUBMITTED:
        still |= Q(kind=AlertKind.LATE_RECEPTION)
    if dossier.status == Status.RECEIVED:
        still |= Q(kind=AlertKind.LATE_HAND_OVER)
    if dossier.status in WITH_RESULT:
        still |= Q(Exists(_correction_since(OuterRef("since"))), kind=AlertKind.CORRECTION)
    missing = PaperTransfer.objects.filter(dossier=OuterRef("dossier"), arrived_at=None, missing_at=OuterRef("since"))
    still |= Q(Exists(missing), kind=AlertKind.MISSING_PAPERS)
    same_step = Task.objects.filter(dossier=OuterRef("dossier"), finished_at=None, due_at=OuterRef("since"))
    return still | Q(Exists(same_step), kind=AlertKind.STEP_OVERDUE)


def _correction_since(moment: OuterRef) -> QuerySet[Correction]:
    """The correction of the dossier that lies with a leader, or back with its author, since the moment."""
    lies = Q(returned_at=moment) | Q(returned_at=None, drafted_at=moment)
    return Correction.objects.filter(lies, dossier=OuterRef("dossier"), document=None, approved_at=None)
