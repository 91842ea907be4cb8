"""The steps of the internal process at work: one open task a dossier, at the unit and role of its step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dossiers import deadlines
from dossiers.models import Dossier, Task
from dossiers.routing import Route, unit_of_step
from procedures.models import Step

if TYPE_CHECKING:
    from dossiers.actors import Actor
    from portal.accounts.models import User


def open_task(dossier: Dossier) -> Task | None:
    """The task that the dossier stands at, or None when nobody has work with it."""
    return dossier.tasks.filter(finished_at=None).select_related("step", "unit", "assignee").first()


def start(dossier: Dossier, step: Step, at: datetime, assignee: User | None = None) -> Task:
    """Opens the task of `step`, due after the step's working hours."""
    route = Route(dossier.receiving_unit, dossier.competent_unit, dossier.handling_unit)
    unit = unit_of_step(step, route)
    return Task.objects.create(
        dossier=dossier,
        step=step,
        unit=unit,
        role=step.role,
        assignee=assignee,
        opened_at=at,
        due_at=deadlines.step_due(step, unit, at),
    )


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


def after(dossier: Dossier, step: Step) -> Step:
    """The step that follows; the last one follows itself, since a process ends with the return of the result."""
    return dossier.process.steps.filter(position__gt=step.position).order_by("position").first() or step


def by_role(dossier: Dossier, role: str) -> Step:
    """The first step that a role does. Raises Step.DoesNotExist when the process has none."""
    return dossier.process.steps.filter(role=role).order_by("position")[:1].get()
