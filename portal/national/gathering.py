"""Gathering what the messages say from the rows that were read of several dossiers.

Names of acts and roles are told in Vietnamese, whatever language the process speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import override

from dossiers.models import Event, Paper, Rating, SupplementRequest, Task
from dossiers.statuses import Action, FinanceState, Status
from payments.models import Order
from payments.vocabulary import OrderState, Provider
from portal.accounts.models.user import AssuranceLevel
from portal.documents.issuing import verification_url
from portal.national import reading
from portal.national.messages.facts import (
    DossierFacts,
    FeeFacts,
    PaperFacts,
    PartyFacts,
    ResultFacts,
    StepFacts,
    SupplementFacts,
)
from portal.national.reading import Logged, Whole
from units.models import StaffRole

_AT_A_TILL = (Provider.CASH, Provider.CARD)


def dossiers_facts(dossiers: Iterable[Logged]) -> dict[int, DossierFacts]:
    """These dossiers as they stand now, by primary key."""
    return {pk: _facts(whole) for pk, whole in reading.whole(dossiers).items()}


def _facts(whole: Whole) -> DossierFacts:
    dossier, version = whole.logged.dossier, whole.version
    owner, known_as = dossier.owner, whole.logged.code_there
    return DossierFacts(
        code=known_as,
        code_here=dossier.code,
        is_filed_nationally=known_as != dossier.code and not dossier.is_taken_over,
        procedure_code=version.procedure.code,
        procedure_name=version.name,
        field_code=version.field.code,
        field_name=version.field.name,
        channel=dossier.channel,
        owner=PartyFacts(owner.full_name, owner.kind, owner.id_number, owner.email, owner.phone),
        title=dossier.title,
        status=dossier.status,
        submitted_at=dossier.submitted_at,
        result_delivery=dossier.result_delivery,
        unit_name=whole.unit_name,
        due_at=dossier.due_at,
        received_at=dossier.received_at,
        finished_at=dossier.finished_at,
        returned_at=dossier.returned_at,
        returned_to=whole.result.handed_out_to if whole.result else "",
        refused_at=_refused_at(whole.logged),
        receipt_number=_receipt_number(whole),
        is_identified=whole.assurance_level >= AssuranceLevel.LEVEL_2,
        is_paid_online=_is_paid_online(whole),
        papers=tuple(_paper(paper) for paper in whole.papers),
        fees=_fees(whole.orders),
        supplements=tuple(_supplement(whole.logged, asked) for asked in whole.asked),
        result=_result(whole),
    )


def _is_paid_online(whole: Whole) -> bool:
    """Whether all its money came, and none of it at a till."""
    if whole.logged.dossier.finance_state != FinanceState.PAID:
        return False
    came_by = {payment.provider for order in whole.orders for payment in order.payments.all()}
    return bool(came_by) and came_by.isdisjoint(_AT_A_TILL)


def steps_facts(acts: Iterable[tuple[Logged, Event]]) -> list[StepFacts]:
    """Acts as steps, each with the working time of the step of the process at which the dossier stood."""
    named = list(acts)
    events = [event for _logged, event in named]
    prefetch_related_objects(events, "unit", "actor")
    roles = _roles(events)
    return [_step(logged, event, roles.get((event.actor_id, event.unit_id), [])) for logged, event in named]


def _step(logged: Logged, event: Event, held: Iterable[StaffRole]) -> StepFacts:
    task = _stood_at(logged, event)
    return StepFacts(
        code=logged.code_there,
        actor=event.actor_name,
        role=_role(event, held),
        unit_name=event.unit.name if event.unit else "",
        at=event.at,
        content=content_of(event),
        status=event.status_to,
        began_at=task.opened_at if task else None,
        due_at=task.due_at if task else None,
    )


def content_of(event: Event) -> str:
    """What was done, in the words of the message; a rating with its answer."""
    with override("vi"):
        done = str(Action(event.action).label)
        if event.action != Action.RATE:
            return done
        return f"{done}: {Rating.Score(event.data['score']).label}"


def _roles(events: list[Event]) -> dict[tuple[int | None, int | None], list[StaffRole]]:
    """The roles that those who acted ever held where they acted."""
    held: dict[tuple[int | None, int | None], list[StaffRole]] = defaultdict(list)
    units = {event.unit_id for event in events if event.actor_id and event.unit_id}
    actors = {event.actor_id for event in events if event.actor_id and event.unit_id}
    for role in StaffRole.objects.filter(user__in=actors, unit__in=units).order_by("role") if units else ():
        held[role.user_id, role.unit_id].append(role)
    return held


def _role(event: Event, held: Iterable[StaffRole]) -> str:
    day = timezone.localdate(event.at)
    with override("vi"):
        return next((role.get_role_display() for role in held if role.is_current(day)), "")


def _stood_at(logged: Logged, event: Event) -> Task | None:
    """The task that was open since the event before it; filing comes before every step."""
    before = next((other.at for other in logged.events if other.sequence == event.sequence - 1), None)
    if before is None:
        return None
    return next(
        (
            task
            for task in logged.tasks
            if task.opened_at <= event.at and (task.finished_at is None or task.finished_at >= before)
        ),
        None,
    )


def _refused_at(logged: Logged) -> datetime | None:
    if logged.dossier.status != Status.NOT_RECEIVED:
        return None
    return max((event.at for event in logged.events if event.action == Action.REFUSE), default=None)


def _receipt_number(whole: Whole) -> str:
    return next((drawn.document.number for drawn in whole.receipts if drawn.document), "")


def _paper(paper: Paper) -> PaperFacts:
    component, upload = paper.component, paper.upload
    if upload is None:
        return PaperFacts(component.code, component.name, paper.source)
    origin = getattr(upload, "origin", None)
    store_code = origin.result_code if origin else ""
    return PaperFacts(component.code, component.name, paper.source, str(upload.public_id), upload.name, store_code)


def _fees(orders: Iterable[Order]) -> tuple[FeeFacts, ...]:
    lines = [line for order in orders if order.state != OrderState.CANCELLED for line in order.lines.all()]
    return tuple(FeeFacts(line.code, line.name, line.kind, int(line.amount_dong)) for line in lines)


def _supplement(logged: Logged, asked: SupplementRequest) -> SupplementFacts:
    return SupplementFacts(
        id=f"{logged.code_there}/{asked.number}",
        asked_by=asked.requested_by.full_name,
        reason=asked.reason,
        asked_at=asked.requested_at,
        papers=tuple(item.component.name for item in asked.items.all()),
        answered_at=asked.answered_at,
        answer=asked.answer_note,
        due_after=logged.dossier.due_at if asked.answered_at else None,
    )


def _result(whole: Whole) -> ResultFacts | None:
    result = whole.result
    if result is None or result.document is None:
        return None
    named = whole.version.results
    code = str(named[0].get("code", "")) if named else ""
    return ResultFacts(result.title, str(result.document.public_id), verification_url(result.document), code)
