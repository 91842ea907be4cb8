"""The board of a unit: what came in and went out, what lies there, with whom and at which step.

A unit stands here with its parts, whose official codes begin with its own (H29.101 and H29.101.9). What lies there is
told by open tasks, since a dossier is with whoever holds its step. Figures stop at `COUNT_CAP`, lines are drawn from as
many tasks as `MOST_TASKS`: the board of a whole province costs no more than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from dossiers.models import Dossier, Task
from dossiers.statuses import RUNNING
from dossiers.work_counts import counts_with_menu
from dossiers.work_filters import due_in
from dossiers.work_list import with_task
from dossiers.work_question import NOBODY, DueIn
from units.access import roles_of, units_of
from units.models import Unit
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

BOARD_ROLES = (Role.LEADER, Role.SUPERVISOR)
"""Whose boards they are: the head of a unit, and whoever watches over several."""

COUNT_CAP = 1000
MOST_TASKS = 20_000
MOST_LINES = 50
MOST_UNITS = 200
PERIODS = (7, 30)
"""Days that a board looks back for what came in and went out."""


@dataclass(frozen=True)
class Line:
    """A person or step with its open tasks; `value` names it in the filter of the work list."""

    label: str
    value: str
    open: int
    overdue: int


@dataclass(frozen=True)
class Board:
    """What a unit has; figures by name, lines with most work first."""

    unit: Unit
    days: int
    figures: dict[str, int]
    people: list[Line]
    steps: list[Line]


def units_for(user: User) -> list[Unit]:
    """The units whose board the person may open, those where they hold a role first."""
    reach = units_of(user, *BOARD_ROLES)
    held = {role.unit_id for role in roles_of(user) if role.role in BOARD_ROLES}
    found = list(Unit.objects.filter(pk__in=reach).order_by("code")[:MOST_UNITS])
    return sorted(found, key=lambda unit: (unit.pk not in held, unit.code))


def board_of(user: User, unit: Unit, days: int) -> Board:
    """The board of a unit that the person reaches, in three queries."""
    now = timezone.now()
    here = Unit.objects.filter(Q(code=unit.code) | Q(code__startswith=f"{unit.code}."))
    units = here.filter(pk__in=units_of(user, *BOARD_ROLES))
    return Board(unit, days, _figures(user, units, now, days), _people(units, now), _steps(units, now))


def _figures(user: User, units: QuerySet[Unit], now: datetime, days: int) -> dict[str, int]:
    since = now - timedelta(days=days)
    lying = with_task(Dossier.objects.all()).filter(Q(open_task__unit__in=units))
    asked = {
        "came_in": Dossier.objects.filter(competent_unit__in=units, submitted_at__gte=since),
        "went_out": Dossier.objects.filter(competent_unit__in=units, finished_at__gte=since),
        "open": lying,
        "today": lying.filter(due_in(DueIn.TODAY, now)),
        "overdue": lying.filter(due_in(DueIn.OVERDUE, now)),
    }
    return counts_with_menu(user, asked, COUNT_CAP)


def _people(units: QuerySet[Unit], now: datetime) -> list[Line]:
    names = ("assignee__public_id", "assignee__full_name")
    found: Any = _lying(units).values(*names).annotate(**_sums(now)).order_by("-lying", *names)
    rows = found.values_list(*names, "lying", "late")[:MOST_LINES]
    return [Line(name or "", str(public_id or NOBODY), count, late) for public_id, name, count, late in rows]


def _steps(units: QuerySet[Unit], now: datetime) -> list[Line]:
    found: Any = _lying(units).values("step__key").annotate(**_sums(now), named=Min("step__name"))
    rows = found.order_by("-lying", "step__key").values_list("step__key", "named", "lying", "late")[:MOST_LINES]
    return [Line(name, key, count, late) for key, name, count, late in rows]


def _lying(units: QuerySet[Unit]) -> QuerySet[Task]:
    """The open tasks of the units, those due first where there are more than a board draws."""
    first = Task.objects.filter(unit__in=units, finished_at=None).order_by("due_at").values("pk")[:MOST_TASKS]
    return Task.objects.filter(pk__in=first).order_by()


def _sums(now: datetime) -> dict[str, Count]:
    late = Q(dossier__due_at__lt=now, dossier__status__in=RUNNING)
    return {"lying": Count("pk"), "late": Count("pk", filter=late)}
