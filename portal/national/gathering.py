"""Gathering what the messages say from the rows that were read of several dossiers.

Names of acts and roles are told in Vietnamese, whatever language the process speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import override

from dossiers import due_changes
from dossiers.models import Event, Paper, Party, Rating, SupplementRequest, Task
from dossiers.statuses import Action, FinanceState, Stage, Status
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
from portal.national.reading import Filer, Logged, Whole
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
        owner=_owner(owner, whole.filer),
        title=dossier.title,
        status=dossier.status,
        submitted_at=whole.filed_there_at or dossier.submitted_at,
        result_delivery=dossier.result_delivery,
        unit_name=whole.unit_name,
        due_at=dossier.due_at,
        received_at=dossier.received_at,
        finished_at=dossier.finished_at,
        returned_at=dossier.returned_at,
        returned_to=whole.result.handed_out_to if whole.result else "",
        refused_at=_refused_at(whole),
        receipt_number=_receipt_number(whole),
        is_identified=whole.filer.assurance_level >= AssuranceLevel.LEVEL_2,
        is_paid_online=_is_paid_online(whole),
        papers=tuple(_paper(paper) for paper in whole.papers),
        fees=_fees(whole.orders),
        supplements=tuple(_supplement(whole.logged, asked) for asked in whole.asked),
        result=_result(whole),
    )


def _is_paid_online(whole: Whole) -> bool:
    """Whether all its money came, and none of it at a till."""
    return whole.logged.dossier.finance_state == FinanceState.PAID and _came_online(whole.orders)


def _came_online(orders: Iterable[Order]) -> bool:
    came_by = {payment.provider for order in orders for payment in order.payments.all()}
    return bool(came_by) and came_by.isdisjoint(_AT_A_TILL)


def _owner(owner: Party, filer: Filer) -> PartyFacts:
    """Under the name that the national portal has for them where they filed it themselves, signed on there once."""
    is_filer = bool(owner.id_number_index) and owner.id_number_index == filer.number_index
    tech_id = filer.tech_id if is_filer else ""
    return PartyFacts(owner.full_name, owner.kind, owner.id_number, owner.email, owner.phone, tech_id)


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


def _refused_at(whole: Whole) -> datetime | None:
    """When it was not received, or when the refusal to settle it was issued."""
    dossier, result = whole.logged.dossier, whole.result
    if dossier.status == Status.NOT_RECEIVED:
        return max((event.at for event in whole.logged.events if event.action == Action.REFUSE), default=None)
    return dossier.finished_at if result is not None and result.is_refusal and result.document else None


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
    counting = [(order, _came_online([order])) for order in orders if order.state != OrderState.CANCELLED]
    lines = [(line, online) for order, online in counting for line in order.lines.all()]
    return tuple(FeeFacts(line.code, line.name, line.kind, int(line.amount_dong), online) for line, online in lines)


def _supplement(logged: Logged, asked: SupplementRequest) -> SupplementFacts:
    before, after = _promised_around(logged, asked)
    return SupplementFacts(
        id=f"{logged.code_there}/{asked.number}",
        asked_by=asked.requested_by.full_name,
        reason=asked.reason,
        asked_at=asked.requested_at,
        papers=tuple(item.component.name for item in asked.items.all()),
        answered_at=asked.answered_at,
        answer=asked.answer_note,
        due_before=before,
        due_after=after,
    )


def _promised_around(logged: Logged, asked: SupplementRequest) -> tuple[datetime | None, datetime | None]:
    """The due times before and after the answer, as its event tells them (docs/decisions/0017).

    Before the dossier is received nothing was promised. What came over from an older system tells of no answer.
    """
    answers = (event for event in logged.events if event.action == Action.ANSWER_SUPPLEMENT)
    data: dict[str, Any] = next((event.data for event in answers if event.data.get("number") == asked.number), {})
    if asked.answered_at is None or due_changes.KEY not in data:
        return None, logged.dossier.due_at if asked.answered_at else None
    due = data[due_changes.KEY]
    before = datetime.fromisoformat(due["from"]) if asked.stage != Stage.INTAKE else None
    return before, datetime.fromisoformat(due["to"])


def _result(whole: Whole) -> ResultFacts | None:
    result = whole.result
    if result is None or result.document is None:
        return None
    # A refusal is none of its results.
    named = [] if result.is_refusal else whole.version.results
    code = str(named[0].get("code", "")) if named else ""
    return ResultFacts(result.title, str(result.document.public_id), verification_url(result.document), code)
