"""Who has how much: the candidates for a task with the number of tasks that each has open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from dossiers.models import Task
from units.holders import holders_of

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be given a task."""

    user: User
    open_tasks: int


def candidates(task: Task) -> list[Candidate]:
    """Who else holds the role of the task at its unit, whoever has least to do first."""
    people = [person for person in holders_of(task.unit, task.role) if person.pk != task.assignee_id]
    loads = open_tasks_of([person.pk for person in people])
    return sorted((Candidate(person, loads.get(person.pk, 0)) for person in people), key=lambda one: one.open_tasks)


def open_tasks_of(people: list[int]) -> dict[int, int]:
    """How many open tasks each of the people (by id) has; who has none is left out."""
    held = Task.objects.filter(assignee__in=people, finished_at=None).order_by()
    return dict(held.values_list("assignee").annotate(Count("pk")))
