"""Gathering from our tables what the messages say: facts of several dossiers, in a fixed number of queries.

Names of acts and roles are told in Vietnamese, whatever language the process speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import override

from dossiers import aliases
from dossiers.models import Dossier, Event, Paper, Paperwork, Rating, Result, SupplementRequest, Task
from dossiers.statuses import Action, FinanceState, Status
from payments.models import Order
from payments.vocabulary import OrderState, Provider
from portal.accounts.models.user import AssuranceLevel
from portal.documents.issuing import verification_url
from portal.national.messages.facts import (
    DossierFacts,
    FeeFacts,
    PaperFacts,
    PartyFacts,
    ResultFacts,
    StepFacts,
    SupplementFacts,
)
from units.models import StaffRole

_AT_A_TILL = (Provider.CASH, Provider.CARD)


@dataclass(frozen=True)
class Gathered:
    """A dossier with all that its message names; its orders oldest first."""

    dossier: Dossier
    orders: list[Order]

    @property
    def is_paid_online(self) -> bool:
        """Whether all its money came, and none of it at a till."""
        if self.dossier.finance_state != FinanceState.PAID:
            return False
        came_by = {payment.provider for order in self.orders for payment in order.payments.all()}
        return bool(came_by) and came_by.isdisjoint(_AT_A_TILL)


def with_all(dossiers: Iterable[int]) -> dict[int, Gathered]:
    """These dossiers with what their messages name."""
    asked = SupplementRequest.objects.select_related("requested_by").prefetch_related("items__component")
    papers = Paper.objects.filter(replaced_by=None).select_related("component", "upload__origin")
    receipts = Paperwork.objects.filter(kind=Paperwork.Kind.RECEIPT, document__isnull=False).select_related("document")
    refusals = Event.objects.filter(action=Action.REFUSE)
    rows = Dossier.objects.select_related("procedure_version__procedure", "procedure_version__field", "handling_unit")
    found = rows.select_related("submitted_by", "result__document").prefetch_related(
        "aliases",
        "parties",
        Prefetch("supplement_requests", queryset=asked),
        Prefetch("papers", queryset=papers),
        Prefetch("paperwork", queryset=receipts),
        Prefetch("events", queryset=refusals),
    )
    gathered = found.in_bulk(list(dossiers))
    orders = _orders_of(dossier.code for dossier in gathered.values())
    return {pk: Gathered(dossier, orders[dossier.code]) for pk, dossier in gathered.items()}


def with_steps(dossiers: Iterable[int]) -> dict[int, Dossier]:
    """These dossiers with their log and their tasks."""
    events = Event.objects.select_related("unit", "actor")
    rows = Dossier.objects.prefetch_related("aliases", "tasks", Prefetch("events", queryset=events))
    return rows.in_bulk(list(dossiers))


def code_there(dossier: Dossier) -> str:
    """The code under which the national portal knows a dossier: its own where it was filed there, else ours.

    What came over from an older system was told by that one, under the code it had there (docs/decisions/0038).
    """
    named = dossier.old_system or aliases.NATIONAL
    given = [alias.code for alias in dossier.aliases.all() if alias.system == named]
    return given[0] if given else dossier.code


def dossiers_facts(dossiers: Iterable[int]) -> dict[int, DossierFacts]:
    """These dossiers as they stand now."""
    return {pk: _facts(gathered) for pk, gathered in with_all(dossiers).items()}


def _facts(gathered: Gathered) -> DossierFacts:
    dossier = gathered.dossier
    version, owner = dossier.procedure_version, dossier.owner
    known_as = code_there(dossier)
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
        unit_name=dossier.handling_unit.name,
        due_at=dossier.due_at,
        received_at=dossier.received_at,
        finished_at=dossier.finished_at,
        returned_at=dossier.returned_at,
        returned_to=_returned_to(dossier),
        refused_at=_refused_at(dossier),
        receipt_number=_receipt_number(dossier),
        is_identified=bool(dossier.submitted_by and dossier.submitted_by.assurance_level >= AssuranceLevel.LEVEL_2),
        is_paid_online=gathered.is_paid_online,
        papers=tuple(_paper(paper) for paper in dossier.papers.all()),
        fees=_fees(gathered.orders),
        supplements=tuple(_supplement(dossier, asked) for asked in dossier.supplement_requests.all()),
        result=_result(dossier),
    )


def steps_facts(acts: Iterable[tuple[Dossier, Event]]) -> list[StepFacts]:
    """Acts as steps, each with the working time of the step of the process at which the dossier stood.

    The dossiers are those of `with_steps`.
    """
    named = list(acts)
    roles = _roles([event for _dossier, event in named])
    return [_step(dossier, event, roles.get((event.actor_id, event.unit_id), [])) for dossier, event in named]


def _step(dossier: Dossier, event: Event, held: Iterable[StaffRole]) -> StepFacts:
    task = _stood_at(dossier, event)
    return StepFacts(
        code=code_there(dossier),
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


def _stood_at(dossier: Dossier, event: Event) -> Task | None:
    """The task that was open since the event before it; filing comes before every step."""
    before = next((other.at for other in dossier.events.all() if other.sequence == event.sequence - 1), None)
    if before is None:
        return None
    return next(
        (
            task
            for task in sorted(dossier.tasks.all(), key=lambda task: (task.opened_at, task.pk))
            if task.opened_at <= event.at and (task.finished_at is None or task.finished_at >= before)
        ),
        None,
    )


def _refused_at(dossier: Dossier) -> datetime | None:
    if dossier.status != Status.NOT_RECEIVED:
        return None
    return max((event.at for event in dossier.events.all()), default=None)


def _receipt_number(dossier: Dossier) -> str:
    return next((drawn.document.number for drawn in dossier.paperwork.all() if drawn.document), "")


def _paper(paper: Paper) -> PaperFacts:
    component, upload = paper.component, paper.upload
    if upload is None:
        return PaperFacts(component.code, component.name, paper.source)
    origin = getattr(upload, "origin", None)
    store_code = origin.result_code if origin else ""
    return PaperFacts(component.code, component.name, paper.source, str(upload.public_id), upload.name, store_code)


def _orders_of(codes: Iterable[str]) -> defaultdict[str, list[Order]]:
    orders = defaultdict(list)
    rows = Order.objects.filter(subject_ref__in=list(codes)).order_by("pk").prefetch_related("lines", "payments")
    for order in rows:
        orders[order.subject_ref].append(order)
    return orders


def _fees(orders: Iterable[Order]) -> tuple[FeeFacts, ...]:
    lines = [line for order in orders if order.state != OrderState.CANCELLED for line in order.lines.all()]
    return tuple(FeeFacts(line.code, line.name, line.kind, int(line.amount_dong)) for line in lines)


def _supplement(dossier: Dossier, asked: SupplementRequest) -> SupplementFacts:
    return SupplementFacts(
        id=f"{code_there(dossier)}/{asked.number}",
        asked_by=asked.requested_by.full_name,
        reason=asked.reason,
        asked_at=asked.requested_at,
        papers=tuple(item.component.name for item in asked.items.all()),
        answered_at=asked.answered_at,
        answer=asked.answer_note,
        due_after=dossier.due_at if asked.answered_at else None,
    )


def _returned_to(dossier: Dossier) -> str:
    result = _result_of(dossier)
    return result.handed_out_to if result else ""


def _result_of(dossier: Dossier) -> Result | None:
    return getattr(dossier, "result", None)


def _result(dossier: Dossier) -> ResultFacts | None:
    result = _result_of(dossier)
    if result is None or result.document is None:
        return None
    named = dossier.procedure_version.results
    code = str(named[0].get("code", "")) if named else ""
    return ResultFacts(result.title, str(result.document.public_id), verification_url(result.document), code)
