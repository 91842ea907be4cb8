"""What was settled: the steps that a person finished, and the dossiers that their units brought to an end.

Ordered by the moment of settling, newest first, in pages by that moment: a page costs one query wherever it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers import aliases
from dossiers.models import Dossier, DossierAlias, Task
from dossiers.outcomes import outcome
from dossiers.statuses import Action
from dossiers.visibility import WORKING_ROLES
from portal.ui.list_address import ByMoment, choice, tab, words
from portal.ui.paging import Page
from portal.ui.paging_by_moment import page_by_moment
from units.access import units_of

if TYPE_CHECKING:
    from portal.accounts.models import User

FEW_UNITS = 100
"""Past as many the list is read by the province's own index (see `work_pages`)."""
PERIODS = ("7", "30")
"""Days back, as the board of a unit has them."""


class View(models.TextChoices):
    """The tabs, in order."""

    MINE = "cua-toi", _("Tôi đã làm xong")
    UNIT = "don-vi", _("Đơn vị đã giải quyết xong")


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for."""

    view: str = tab("xem", View, View.MINE)
    text: str = words("tim")
    unit: str = words("noi", 35)
    days: str = choice("ky", PERIODS)


@dataclass(frozen=True)
class Settled:
    """One line: a step that the person finished, or a dossier that its unit settled; `outcome` early, on time, late."""

    dossier: Dossier
    what: str
    unit: str
    due_at: datetime
    done_at: datetime
    outcome: str


def page_of(user: User, question: Question) -> tuple[Page[Any], list[Settled]]:
    """One page with its lines, in one query."""
    if question.view == View.MINE:
        page: Page[Any] = page_by_moment(_steps(user, question), question, "-finished_at")
        return page, [_step_line(task) for task in page.rows]
    key, found = _keyed(user, _dossiers(user, question))
    page = page_by_moment(found, question, key)
    return page, [_dossier_line(dossier) for dossier in page.rows]


def _steps(user: User, question: Question) -> QuerySet[Task]:
    done = Task.objects.filter(finished_by=user, finished_at__isnull=False)
    found = _narrowed(done, question, "dossier__", "unit__code")
    return found.select_related("dossier", "step", "unit")


def _dossiers(user: User, question: Question) -> QuerySet[Dossier]:
    done = Dossier.objects.worked_by(user).filter(finished_at__isnull=False)
    return _narrowed(done, question, "", "competent_unit__code").select_related("competent_unit")


def _narrowed(found: QuerySet[Any], question: Question, to_dossier: str, unit: str) -> QuerySet[Any]:
    if question.text:
        elsewhere = DossierAlias.objects.filter(code=aliases.tidy(question.text)).values("dossier")
        says = Q(**{f"{to_dossier}code__icontains": question.text}) | Q(**{f"{to_dossier}pk__in": elsewhere})
        found = found.filter(says | Q(**{f"{to_dossier}title__unaccent__icontains": question.text}))
    if question.unit:  # a unit with its parts: their official codes begin with its own
        found = found.filter(Q(**{unit: question.unit}) | Q(**{f"{unit}__startswith": f"{question.unit}."}))
    if question.days:
        found = found.filter(finished_at__gte=timezone.now() - timedelta(days=int(question.days)))
    return found


def _keyed(user: User, found: QuerySet[Dossier]) -> tuple[str, QuerySet[Dossier]]:
    """By the field with its index where most of the province is the person's, else by an equal without one."""
    if len(units_of(user, *WORKING_ROLES)) > FEW_UNITS:
        return "-finished_at", found
    moment = ExpressionWrapper(F("finished_at") + Value(timedelta()), DateTimeField())
    return "-moment", found.annotate(moment=moment)


def _step_line(task: Task) -> Settled:
    done = task.finished_at or timezone.now()
    how = f" – {Action(task.outcome).label}" if task.outcome in Action.values else ""
    what = f"{task.step.name}{how}"
    return Settled(task.dossier, what, task.unit.name, task.due_at, done, outcome(task.due_at, done, done))


def _dossier_line(dossier: Dossier) -> Settled:
    done = dossier.finished_at or timezone.now()
    what = str(dossier.get_status_display())
    how = outcome(dossier.due_at, done, done)
    return Settled(dossier, what, dossier.competent_unit.name, dossier.due_at, done, how)
