"""Gathering from our tables what the messages say: facts, in a fixed number of queries a dossier.

Names of acts and roles are told in Vietnamese, whatever language the process speaks.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils.translation import override

from dossiers import aliases
from dossiers.models import Dossier, Event, Paper, Paperwork, Rating, Result, SupplementRequest, Task
from dossiers.statuses import Action, FinanceState, Status
from payments.models import Order, Payment
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


def with_all(dossier_id: int) -> Dossier:
    """The dossier with what its message names."""
    asked = SupplementRequest.objects.select_related("requested_by").prefetch_related("items__component")
    papers = Paper.objects.filter(replaced_by=None).select_related("component", "upload")
    rows = Dossier.objects.select_related("procedure_version__procedure", "procedure_version__field", "handling_unit")
    return (
        rows.select_related("submitted_by", "result__document")
        .prefetch_related(
            "aliases", "parties", Prefetch("supplement_requests", queryset=asked), Prefetch("papers", queryset=papers)
        )
        .get(pk=dossier_id)
    )


def code_there(dossier: Dossier) -> str:
    """The code under which the national portal knows a dossier: its own where it was filed there, else ours."""
    given = [alias.code for alias in dossier.aliases.all() if alias.system == aliases.NATIONAL]
    return given[0] if given else dossier.code


def dossier_facts(dossier: Dossier) -> DossierFacts:
    """The dossier as it stands now."""
    version, owner = dossier.procedure_version, dossier.owner
    known_as = code_there(dossier)
    return DossierFacts(
        code=known_as,
        code_here=dossier.code,
        is_filed_nationally=known_as != dossier.code,
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
        is_paid_online=_is_paid_online(dossier),
        papers=tuple(_paper(paper) for paper in dossier.papers.all()),
        fees=_fees(dossier),
        supplements=tuple(_supplement(dossier, asked) for asked in dossier.supplement_requests.all()),
        result=_result(dossier),
    )


def step_facts(dossier: Dossier, event: Event) -> StepFacts:
    """One act as a step, with the working time of the step of the process at which the dossier stood."""
    task = _stood_at(dossier, event)
    return StepFacts(
        code=code_there(dossier),
        actor=event.actor_name,
        role=_role(event),
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


def _role(event: Event) -> str:
    if event.actor is None or event.unit is None:
        return ""
    with override("vi"):
        held = StaffRole.objects.current(event.at.date()).filter(user=event.actor, unit=event.unit).first()
        return held.get_role_display() if held else ""


def _stood_at(dossier: Dossier, event: Event) -> Task | None:
    """The task that was open since the event before it; filing comes before every step."""
    before = dossier.events.filter(sequence=event.sequence - 1).values_list("at", flat=True).first()
    if before is None:
        return None
    still_open = Q(finished_at=None) | Q(finished_at__gte=before)
    return dossier.tasks.filter(still_open, opened_at__lte=event.at).order_by("opened_at", "pk").first()


def _refused_at(dossier: Dossier) -> datetime | None:
    if dossier.status != Status.NOT_RECEIVED:
        return None
    return dossier.events.filter(action=Action.REFUSE).values_list("at", flat=True).last()


def _receipt_number(dossier: Dossier) -> str:
    drawn = dossier.paperwork.filter(kind=Paperwork.Kind.RECEIPT, document__isnull=False)
    return drawn.values_list("document__number", flat=True).first() or ""


def _is_paid_online(dossier: Dossier) -> bool:
    if dossier.finance_state != FinanceState.PAID:
        return False
    came_by = set(Payment.objects.filter(order__subject_ref=dossier.code).values_list("provider", flat=True))
    return bool(came_by) and came_by.isdisjoint(_AT_A_TILL)


def _paper(paper: Paper) -> PaperFacts:
    file_id, file_name = (str(paper.upload.public_id), paper.upload.name) if paper.upload else ("", "")
    return PaperFacts(paper.component.code, paper.component.name, paper.source, file_id, file_name)


def _fees(dossier: Dossier) -> tuple[FeeFacts, ...]:
    orders = Order.objects.filter(subject_ref=dossier.code).exclude(state=OrderState.CANCELLED)
    lines = [line for order in orders.order_by("pk").prefetch_related("lines") for line in order.lines.all()]
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
