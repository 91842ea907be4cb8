"""Taking over dossiers of another system: written as they were, under a code of ours and their old one.

Nobody is told and no paper is made: what had to happen until now happened there. The log says so: the first event is
the filing as the old system knew it, the second that it was taken over, with the old code, in the status it had. What
is still open goes on here from its step (`taken_open`); what has ended has nothing due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers import aliases, deadlines, due_changes, lifecycle, numbering, taken_open
from dossiers.actors import Actor
from dossiers.models import Dossier, DossierAlias, Party, Task
from dossiers.models.dossier import TAKEN_OVER
from dossiers.statuses import OPEN, Channel, DeliveryState, PartyKind, PartyRole, ResultDelivery, Status
from portal.accounts.models import User
from procedures.models import Case, InternalProcess, ProcedureVersion, Step
from units.models import Unit


@dataclass(frozen=True)
class OldOwner:
    """Whose it was, as they were there."""

    full_name: str
    kind: PartyKind = PartyKind.CITIZEN
    id_number: str = ""
    phone: str = ""
    email: str = ""
    street: str = ""
    user: User | None = None


@dataclass(frozen=True)
class OldDossier:
    """One dossier of another system; the units are those of today.

    `due_at` is what the old receipt promised, None only where nothing was received yet. One that is open stands at
    `step`.
    """

    code: str
    version: ProcedureVersion
    case: Case
    process: InternalProcess
    title: str
    status: Status
    channel: Channel
    receiving_unit: Unit
    competent_unit: Unit
    handling_unit: Unit
    submitted_at: datetime
    due_at: datetime | None
    received_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    owner: OldOwner
    step: Step | None = None


def take_over(old: Sequence[OldDossier], system: str) -> list[Dossier]:
    """Write dossiers within the caller's transaction, in a fixed number of statements; none may be there already.

    Raises IntegrityError where a code of the system is taken.
    """
    now, actor = timezone.now(), Actor(user=None, name=f"Hệ thống cũ ({system})")
    codes = _codes(old)
    pairs = [(_dossier(one, code, system, now), one) for one, code in zip(old, codes, strict=True)]
    dossiers = Dossier.objects.bulk_create([dossier for dossier, _one in pairs])
    lifecycle.record_taken_over([(dossier, actor, _told(dossier, one, system)) for dossier, one in pairs], now)
    Party.objects.bulk_create([_party(dossier, one.owner) for dossier, one in pairs])
    DossierAlias.objects.bulk_create(
        [DossierAlias(dossier=dossier, system=system, code=aliases.tidy(one.code)) for dossier, one in pairs]
    )
    Task.objects.bulk_create(taken_open.tasks([(dossier, one.step) for dossier, one in pairs if one.step], now))
    return dossiers


def _told(dossier: Dossier, old: OldDossier, system: str) -> dict[str, Any]:
    """What the event of taking over tells; of one that is open the promise, too, as of every due time that is set."""
    return {"system": system, "code": old.code} | (due_changes.first(dossier) if dossier.is_open else {})


def _codes(old: Sequence[OldDossier]) -> list[str]:
    """New codes by the unit of today and the day of filing, after those that the day has already."""
    keys = [(one.receiving_unit.agency_code, timezone.localdate(one.submitted_at)) for one in old]
    wanted = Counter(keys)
    left = {key: last - wanted[key] for key, last in numbering.take_numbers(wanted).items()}
    codes = []
    for key in keys:
        left[key] += 1
        codes.append(numbering.format_code(*key, left[key]))
    return codes


def _dossier(old: OldDossier, code: str, system: str, now: datetime) -> Dossier:
    return Dossier(
        code=code,
        procedure_version=old.version,
        case=old.case,
        process=old.process,
        title=old.title,
        channel=old.channel,
        receiving_unit=old.receiving_unit,
        competent_unit=old.competent_unit,
        handling_unit=old.handling_unit,
        status=old.status,
        delivery_state=DeliveryState.HANDED_OUT if old.status == Status.RETURNED else DeliveryState.NOTHING,
        last_sequence=2,
        result_delivery=ResultDelivery.COUNTER,
        submitted_at=old.submitted_at,
        received_at=old.received_at,
        finished_at=old.finished_at,
        returned_at=old.returned_at,
        submitted_by=old.owner.user,
        client_id=f"{TAKEN_OVER}{system}"[:100],
        **(_open_clock(old, now) if old.status in OPEN else _ended_clock(old)),
    )


def _ended_clock(old: OldDossier) -> dict[str, Any]:
    """What was promised, or where nobody wrote it down the end itself: no lateness is invented."""
    due_at = old.due_at or old.finished_at or old.submitted_at
    return {"clock_started_at": old.submitted_at, "due_at": due_at, "due_soon_from": due_at}


def _open_clock(old: OldDossier, now: datetime) -> dict[str, Any]:
    started = old.received_at or old.submitted_at
    if old.due_at is None:
        clock = deadlines.clock(old.case, old.process, old.channel, old.competent_unit, started)
    else:
        clock = deadlines.kept(old.competent_unit, started, old.due_at)
    return clock.as_changes() | taken_open.way_in(old.status, old.channel, old.receiving_unit, old.received_at, now)


def _party(dossier: Dossier, owner: OldOwner) -> Party:
    return Party(
        dossier=dossier,
        role=PartyRole.OWNER,
        kind=owner.kind,
        full_name=owner.full_name,
        id_number=owner.id_number,
        phone=owner.phone,
        email=owner.email,
        street=owner.street,
        user=owner.user,
    ).with_index()
