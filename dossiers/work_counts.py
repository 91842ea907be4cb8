"""Counts of the work list and of the shell: several in one query, each stopping at a cap.

An exact count of an archive helps nobody and costs seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers import alert_list, opinion_list, transfer_list
from dossiers.models import Dossier
from dossiers.responsibility import notices
from dossiers.work_filters import due_in
from dossiers.work_list import View, rows
from dossiers.work_question import DueIn
from portal.ui import work_waiting

if TYPE_CHECKING:
    from portal.accounts.models import User

COUNT_CAP = 100
COUNTED = (View.TO_DO, View.MINE, View.DELEGATED, View.OVERDUE, View.DUE_SOON, View.WAITING)
"""The views whose tabs tell how much is in them."""


_beside: dict[str, Callable[[User], QuerySet[Any]]] = {}


def count_beside(entry: str, waiting: Callable[[User], QuerySet[Any]]) -> None:
    """Lets an app above have what waits behind its menu entry counted in the query of the desks' own figures."""
    _beside[entry] = waiting


def counts_of(user: User) -> dict[str, int]:
    """How many stand in each view, up to `COUNT_CAP`, and how many are due today, in one query."""
    asked = {view.name.lower(): rows(user, view) for view in COUNTED}
    return counts_with_menu(user, {**asked, "today": _due_today(user)})


def urgent_counts(user: User) -> dict[str, int]:
    """The two figures of the shell, overdue and due today, in one query."""
    return counts_with_menu(user, {"overdue": rows(user, View.OVERDUE), "today": _due_today(user)})


def counts_with_menu(user: User, asked: dict[str, QuerySet[Dossier]], cap: int | None = None) -> dict[str, int]:
    """The counts, and in the same query what the menu shows beside them: alerts, questions, papers, what came late."""
    menu = {
        "alerts": alert_list.open_to(user),
        "opinions": opinion_list.open_to(user),
        "late": notices.waiting_rows(user),
        "transfers": transfer_list.coming_to(user),
        **{entry: waiting(user) for entry, waiting in _beside.items()},
    }
    counts = capped_counts({**asked, **menu}, cap)
    work_waiting.keep(user, {name: counts.pop(name) for name in menu})
    return counts


def capped_counts(asked: Mapping[str, QuerySet[Any]], cap: int | None = None) -> dict[str, int]:
    """Counts that stop at `cap` (`COUNT_CAP` where none is given), in one query."""
    most = COUNT_CAP if cap is None else cap
    return work_waiting.counted({name: found.order_by()[:most] for name, found in asked.items()})


def _due_today(user: User) -> QuerySet[Dossier]:
    return Dossier.objects.worked_by(user).filter(due_in(DueIn.TODAY, timezone.now()))
