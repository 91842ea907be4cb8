"""The due times of a dossier beside its own, and how each was counted: of its way in, its open step, open questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from dossiers import asking
from dossiers.models import Consultation, Dossier, Task
from dossiers.statuses import Status
from procedures.choices import TimeUnit
from units import working_time
from units.roles import Role

if TYPE_CHECKING:
    from units.models import Unit
    from units.working_time import Calendar

HAND_OVER = "hand_over"
"""In place of a measure: the same day, after 15:00 the next morning (NĐ 309/2026 Đ18(2))."""


@dataclass(frozen=True)
class Term:
    """One due time: `field` of `row` and the mark of its lateness, counted from `start` in working time of `unit`."""

    dossier: Dossier
    row: Dossier | Task | Consultation
    field: str
    mark: str
    unit: Unit
    start: datetime
    amount: Decimal
    measure: str
    what: str

    @property
    def due_at(self) -> datetime:
        """The due time as it stands."""
        due: datetime = getattr(self.row, self.field)
        return due

    def again(self, calendar: Calendar) -> datetime:
        """The same sum on another calendar."""
        if self.measure == HAND_OVER:
            return working_time.hand_over_due(calendar, self.start).at
        measure = cast("working_time.TimeUnit", str(self.measure))
        return working_time.add(calendar, self.start, self.amount, measure).at


def terms_of(dossiers: Sequence[Dossier]) -> list[Term]:
    """The terms of all the dossiers, by their order; two queries."""
    known = {dossier.pk: dossier for dossier in dossiers}
    tasks = Task.objects.filter(dossier__in=known, finished_at=None).select_related("step", "unit__calendar")
    asked = Consultation.objects.open().filter(dossier__in=known).select_related("unit__calendar", "task__step")
    found = [
        *(term for dossier in dossiers for term in _way_in(dossier)),
        *(_of_task(known[task.dossier_id], task) for task in tasks),
        *_of_questions(known, asked),
    ]
    return sorted(found, key=lambda term: term.due_at)


def _way_in(dossier: Dossier) -> Iterator[Term]:
    """Until when an online filing is to be received; until when what was received goes on.

    Of what came over from an older system these were counted from that moment, and stay.
    """
    if dossier.is_taken_over:
        return
    if dossier.status == Status.SUBMITTED and dossier.reception_due_at is not None:
        told = (dossier.clock_started_at, Decimal(1), TimeUnit.WORKING_DAY, _("Tiếp nhận"))
        yield Term(dossier, dossier, "reception_due_at", "late_reception_at", dossier.receiving_unit, *told)
    if dossier.status == Status.RECEIVED and dossier.hand_over_due_at and dossier.received_at:
        rule = (dossier.received_at, Decimal(0), HAND_OVER, _("Chuyển hồ sơ"))
        yield Term(dossier, dossier, "hand_over_due_at", "late_hand_over_at", dossier.receiving_unit, *rule)


def _of_task(dossier: Dossier, task: Task) -> Term:
    """A step has its working hours, but for the hand-over that waits after the reception."""
    what, ends = _("Bước «%(step)s»") % {"step": task.step.name}, ("due_at", "overdue_at", task.unit)
    if dossier.status == Status.RECEIVED and dossier.received_at and task.role == Role.CLERK:
        return Term(dossier, task, *ends, max(dossier.received_at, task.opened_at), Decimal(0), HAND_OVER, what)
    start = task.counted_from or task.opened_at
    return Term(dossier, task, *ends, start, task.step.working_hours, TimeUnit.WORKING_HOUR, what)


def _of_questions(known: dict[int, Dossier], asked: Iterable[Consultation]) -> Iterator[Term]:
    """What is asked by a step has the step's hours; of what was asked before amounts were kept nothing is known."""
    for row in asked:
        what = _("Ý kiến của %(unit)s") % {"unit": row.unit.name}
        amount, measure = row.amount, row.measure
        if amount is None and row.task is not None:
            amount, measure = row.task.step.working_hours or asking.USUAL_HOURS, TimeUnit.WORKING_HOUR
        if amount is not None:
            ends = ("due_at", "overdue_at", row.unit, row.asked_at)
            yield Term(known[row.dossier_id], row, *ends, amount, measure, what)
