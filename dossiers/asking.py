"""Putting questions to other units: by a step of the process to all that it names, or by the officer beside it.

Each unit has a due time of its own, in working time of its own calendar (NĐ 61/2018 Đ19(5)). The dossier's
clock runs on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import deadlines, lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.models import AskedFor, Consultation
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.vietnamese import normalise
from procedures.choices import TimeUnit
from procedures.process_plan import planned
from procedures.process_units import as_typed, named_unit, unit_and_hours

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User
    from units.models import Unit

USUAL_HOURS = Decimal(16)
"""What a unit has where its step of the process names no hours: two working days."""

_ACTIONS = {AskedFor.OPINION: Action.ASK_OPINIONS, AskedFor.PART: Action.ASK_PARTS}


@dataclass(frozen=True)
class Asked:
    """A unit with the time that it has; `measure` is working_hour or working_day."""

    unit: Unit
    amount: Decimal
    measure: str = TimeUnit.WORKING_HOUR


def ask(
    dossier: Dossier,
    user: User,
    *,
    question: str,
    asked: Sequence[Asked],
    papers: Collection[int] | None = None,
    asked_for: AskedFor = AskedFor.OPINION,
) -> list[Consultation]:
    """The officer asks units beside the process; `papers` are the ids of those shown (None: all that count now).

    Asked for their part, the units are members of a joint procedure that the officer's unit leads: all get the
    dossier at once, each with its own time, and the draft waits for all of them (NĐ 61/2018 Đ19(6)).

    Raises Incomplete without a question or a unit, or where a unit is asked twice or still owes an answer;
    NotAllowedNow or NotYours as `permissions.require` does.
    """
    question = normalise(question)
    if not question:
        raise Incomplete(_("Hãy ghi nội dung cần xin ý kiến."), "question")
    if not asked:
        raise Incomplete(_("Hãy chọn ít nhất một đơn vị để hỏi."), "unit_1")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, _ACTIONS[asked_for], user)
        task = steps.open_task(current)
        actor = Actor.person(user, task.unit, task.role) if task else Actor.person(user)
        _require_new(current, [one.unit for one in asked], actor)
        rows = _write(current, actor, question, asked, papers, asked_for=asked_for)
        _tell(current, actor, question, rows, action=_ACTIONS[asked_for])
    return rows


def ask_for_step(dossier: Dossier, task: Task, actor: Actor) -> list[Consultation]:
    """All units that the step of a just opened task names are asked at once, but those of `not_to_ask`.

    A unit of the process that has ended is left out and named in the event, so that the officer sees it.
    """
    references: list[str] = task.step.consulted
    if not references:
        return []
    asked_for = AskedFor.PART if planned(task.step).is_joint else AskedFor.OPINION
    found = {reference: _asked_by(task, reference, dossier) for reference in references}
    taken = not_to_ask(dossier, task) | (_settled(dossier, task) if asked_for == AskedFor.PART else set())
    wanted = {one.unit.pk: one for one in found.values() if one is not None and one.unit.pk not in taken}
    gone = [as_typed(unit_and_hours(reference)[0]) for reference, one in found.items() if one is None]
    if asked_for == AskedFor.PART and not wanted and not gone:
        return []
    question, asker = _question_of(task, asked_for), Actor(actor.user, actor.name, task.unit)
    rows = _write(dossier, asker, question, list(wanted.values()), None, task, asked_for)
    _tell(dossier, asker, question, rows, gone=gone, action=_ACTIONS[asked_for])
    return rows


def _asked_by(task: Task, reference: str, dossier: Dossier) -> Asked | None:
    """A unit that a step names with the hours that are its own, else those of the step; None where it has ended."""
    name, hours = unit_and_hours(reference)
    unit = named_unit(name, dossier.competent_unit)
    return Asked(unit, hours or task.step.working_hours or USUAL_HOURS) if unit else None


def _settled(dossier: Dossier, task: Task) -> set[int]:
    """Members that did their part of this step before the leader sent the draft back: they are not asked again."""
    done = dossier.consultations.filter(task__step=task.step_id, state=Consultation.State.ANSWERED)
    return set(done.values_list("unit_id", flat=True))


def _question_of(task: Task, asked_for: AskedFor) -> str:
    with override("vi"):  # others read it in a language of their own
        if asked_for == AskedFor.PART:
            return _("Giải quyết phần việc của mình trong hồ sơ này để làm bước «%(step)s».") % {"step": task.step.name}
        return _("Cho ý kiến về hồ sơ này để làm bước «%(step)s».") % {"step": task.step.name}


def not_to_ask(dossier: Dossier, task: Task | None) -> set[int]:
    """Ids of the units that owe an answer already, and of the one that has the dossier in hand: it asks others."""
    owing = set(dossier.consultations.open().values_list("unit_id", flat=True))
    return owing | {task.unit_id} if task else owing


def _require_new(dossier: Dossier, units: Sequence[Unit], actor: Actor) -> None:
    owing = {row.unit_id: row for row in dossier.consultations.open().select_related("unit")}
    for number, unit in enumerate(units, start=1):
        if actor.unit is not None and unit.pk == actor.unit.pk:
            raise Incomplete(_("Đơn vị đang xử lý hồ sơ không tự hỏi mình."), f"unit_{number}")
        if unit.pk in owing:
            message = _("%(unit)s đang được hỏi về hồ sơ này và chưa trả lời.") % {"unit": unit.name}
            raise Incomplete(message, f"unit_{number}")
        if unit.pk in {other.pk for other in units[: number - 1]}:
            raise Incomplete(_("%(unit)s được chọn hai lần.") % {"unit": unit.name}, f"unit_{number}")


def _write(
    dossier: Dossier,
    actor: Actor,
    question: str,
    asked: Sequence[Asked],
    papers: Collection[int] | None,
    task: Task | None = None,
    asked_for: AskedFor = AskedFor.OPINION,
) -> list[Consultation]:
    now = timezone.now()
    shown = dossier.papers.filter(replaced_by=None)
    shown = shown if papers is None else shown.filter(pk__in=papers)
    rows = [
        Consultation(
            dossier=dossier,
            task=task,
            asked_for=asked_for,
            unit=one.unit,
            asking_unit=actor.unit or dossier.competent_unit,
            asked_by=actor.user,
            question=question,
            asked_at=now,
            due_at=due(one, now),
            amount=one.amount,
            measure=one.measure,
        )
        for one in asked
    ]
    Consultation.objects.bulk_create(rows)
    seen = Consultation.papers.through
    ids = list(shown.values_list("pk", flat=True))
    seen.objects.bulk_create(seen(consultation_id=row.pk, paper_id=paper) for row in rows for paper in ids)
    return rows


def due(asked: Asked, start: datetime) -> datetime:
    """Until when a unit asked at `start` is to answer, in its own working time."""
    return deadlines.opinion_due(asked.unit, start, asked.amount, asked.measure)


def _tell(
    dossier: Dossier,
    actor: Actor,
    question: str,
    rows: Sequence[Consultation],
    gone: Sequence[str] = (),
    action: Action = Action.ASK_OPINIONS,
) -> None:
    data: dict[str, Any] = {"units": {row.unit.code: row.due_at.isoformat() for row in rows}}
    if gone:
        data["gone"] = list(gone)
    lifecycle.move(dossier, action, actor, note=question, data=data)
