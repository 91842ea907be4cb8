"""Taking over dossiers that another system has ended: written as they were, under a code of ours and their old one.

Nobody is told, nothing is due and no paper is made: what had to happen happened there. The log says so: the first event
is the filing as the old system knew it, the second that it was taken over, with the old code, in the status it had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dossiers import aliases, lifecycle, numbering
from dossiers.actors import Actor
from dossiers.models import Dossier, DossierAlias, Party
from dossiers.models.dossier import TAKEN_OVER
from dossiers.statuses import Channel, DeliveryState, PartyKind, PartyRole, ResultDelivery, Status
from portal.accounts.models import User
from procedures.models import Case, InternalProcess, ProcedureVersion
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
    """One ended dossier of another system; the units are those of today."""

    code: str
    version: ProcedureVersion
    case: Case
    process: InternalProcess
    title: str
    status: Status
    channel: Channel
    receiving_unit: Unit
    competent_unit: Unit
    submitted_at: datetime
    due_at: datetime
    received_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    owner: OldOwner


def take_over(old: Sequence[OldDossier], system: str) -> list[Dossier]:
    """Write dossiers within the caller's transaction, in a fixed number of statements; none may be there already.

    Raises IntegrityError where a code of the system is taken.
    """
    now, actor = timezone.now(), Actor(user=None, name=f"Hệ thống cũ ({system})")
    codes = _codes(old)
    dossiers = Dossier.objects.bulk_create([_dossier(one, code, system) for one, code in zip(old, codes, strict=True)])
    lifecycle.record_taken_over(
        [(dossier, actor, {"system": system, "code": one.code}) for dossier, one in zip(dossiers, old, strict=True)],
        now,
    )
    Party.objects.bulk_create([_party(dossier, one.owner) for dossier, one in zip(dossiers, old, strict=True)])
    DossierAlias.objects.bulk_create(
        [
            DossierAlias(dossier=dossier, system=system, code=aliases.tidy(one.code))
            for dossier, one in zip(dossiers, old, strict=True)
        ]
    )
    return dossiers


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


def _dossier(old: OldDossier, code: str, system: str) -> Dossier:
    return Dossier(
        code=code,
        procedure_version=old.version,
        case=old.case,
        process=old.process,
        title=old.title,
        channel=old.channel,
        receiving_unit=old.receiving_unit,
        competent_unit=old.competent_unit,
        handling_unit=old.competent_unit,
        status=old.status,
        delivery_state=DeliveryState.HANDED_OUT if old.status == Status.RETURNED else DeliveryState.NOTHING,
        last_sequence=2,
        result_delivery=ResultDelivery.COUNTER,
        submitted_at=old.submitted_at,
        received_at=old.received_at,
        clock_started_at=old.submitted_at,
        due_at=old.due_at,
        due_soon_from=old.due_at,
        finished_at=old.finished_at,
        returned_at=old.returned_at,
        submitted_by=old.owner.user,
        client_id=f"{TAKEN_OVER}{system}"[:100],
    )


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
