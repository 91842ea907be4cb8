"""The steps of the internal process at work: one open task a dossier, at the unit and role of its step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dossiers import assignment_policy, deadlines, placing
from dossiers.models import Dossier, Task
from dossiers.placing import Place
from dossiers.problems import NotAllowedNow
from dossiers.routing import Route, unit_of_step
from procedures.models import Step
from procedures.process_plan import plan_of

if TYPE_CHECKING:
    from dossiers.actors import Actor
    from portal.accounts.models import User


def open_task(dossier: Dossier) -> Task | None:
    """The task that the dossier stands at, or None when nobody has work with it."""
    return dossier.tasks.filter(finished_at=None).select_related("step", "unit", "assignee").first()


def route_of(dossier: Dossier) -> Route:
    """The three places of the dossier now."""
    return Route(dossier.receiving_unit, dossier.competent_unit, dossier.handling_unit)


def begin(dossier: Dossier, at: datetime) -> Task:
    """Opens the task of the first step, at the counter that the filer chose, staffed or not."""
    step = first(dossier)
    return _open(dossier, step, Place(unit_of_step(step, route_of(dossier))), at)


def start(dossier: Dossier, step: Step, at: datetime, assignee: User | None = None) -> Task:
    """Opens the task of `step` where somebody can do it, for `assignee` or whom the unit's policy picks."""
    return _open(dossier, step, placing.place_of(step, route_of(dossier)), at, assignee)


def _open(dossier: Dossier, step: Step, place: Place, at: datetime, assignee: User | None = None) -> Task:
    """A task is due after its step's working hours."""
    task = Task(
        dossier=dossier,
        step=step,
        unit=place.unit,
        mark=place.mark,
        role=step.role,
        opened_at=at,
        due_at=deadlines.step_due(step, place.unit, at),
    )
    # An expression: the insert itself chooses, and whoever asks the task reads it then.
    vars(task)["assignee_id"] = assignment_policy.holder(place.unit, step.role, assignee)
    task.save(force_insert=True)
    del vars(task)["assignee_id"]
    return task


def finish(dossier: Dossier, actor: Actor, outcome: str, at: datetime) -> Task | None:
    """Closes the open task with its outcome and gives it back; None when none was open."""
    task = open_task(dossier)
    if task is not None:
        task.finished_at, task.finished_by, task.outcome = at, actor.user, outcome
        task.save(update_fields=["finished_at", "finished_by", "outcome"])
    return task


def due_by(dossier: Dossier, at: datetime) -> None:
    """Sets until when the open task is to be done, where a rule says more than the step's working hours."""
    dossier.tasks.filter(finished_at=None).update(due_at=at)


def take_over_due(dossier: Dossier, before: Task) -> None:
    """The open task goes on with the due time of the one before it, counted from where that was."""
    start = before.counted_from or before.opened_at
    dossier.tasks.filter(finished_at=None).update(due_at=before.due_at, counted_from=start)


def go_to(dossier: Dossier, actor: Actor, outcome: str, step: Step, at: datetime) -> Task:
    """Closes the open task and opens the one of `step`, with whoever did that step before."""
    finish(dossier, actor, outcome, at)
    before = dossier.tasks.filter(step=step).order_by("-opened_at").first()
    return start(dossier, step, at, before.finished_by if before else None)


def resume(dossier: Dossier, at: datetime) -> Task:
    """Opens the step again that was interrupted last, for whoever interrupted it."""
    before = dossier.tasks.exclude(finished_at=None).select_related("step", "finished_by").latest("finished_at", "pk")
    return start(dossier, before.step, at, before.finished_by)


def first(dossier: Dossier) -> Step:
    """The first step of the dossier's process."""
    return min(dossier.process.steps.all(), key=lambda step: step.position)


def following(dossier: Dossier, outcome: str) -> Step:
    """The step that an outcome of the open task leads to; where it ends the process, the task's own step.

    Without an open task, or where its step may not come out like that, the first step of the process that may
    counts. Raises NotAllowedNow when the process has no such outcome at all.
    """
    task = open_task(dossier)
    steps = {step.key: step for step in Step.objects.filter(process=dossier.process_id)}
    plan = plan_of(steps.values())
    own = [one for one in plan if task is not None and one.key == task.step.key]
    for one in (*own, *plan):
        target = one.leads(outcome)
        if target is not None:
            return steps[target or one.key]
    raise NotAllowedNow(_("Quy trình nội bộ của thủ tục này không có bước nào dẫn đến việc đó."))
