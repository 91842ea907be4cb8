"""The work list: what waits, in views with counts, narrowed and ordered by what stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from dossiers import bulk_acting, saved_views, work_export
from dossiers.menus import CASEWORK
from dossiers.models import Dossier
from dossiers.standing import due_of, state_of
from dossiers.statuses import Channel, Status
from dossiers.views.people import person
from dossiers.work_choices import Choices, choices_of
from dossiers.work_counts import COUNT_CAP, counts_of
from dossiers.work_list import View
from dossiers.work_pages import page_of
from dossiers.work_question import NOBODY, DueIn, Order, Question
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.ui.csv_files import csv_file
from portal.ui.parts import Due, State
from units.access import holds_any
from units.roles import Role

LIST = "desk-list"
"""The part of the page that refreshes by itself."""


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    dossier: Dossier
    state: State
    due: Due | None
    comes_from_elsewhere: bool
    waits_for_approval: bool
    may_be_picked: bool


@dataclass(frozen=True)
class Tab:
    """One view with its address; `count` is None where none is told, `change_url` is there for saved ones."""

    label: str
    url: str
    is_current: bool
    count: int | None = None
    change_url: str = ""

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count is not None and self.count >= COUNT_CAP


@access_rule(CASEWORK)
def show_desk(request: HttpRequest) -> HttpResponse:
    """Show the list, or only its rows to a page that refreshes them."""
    user = person(request)
    if not request.GET and (first := saved_views.first_query(user)):
        return redirect(reverse("dossiers:desk") + first)
    question = Question.asked_by(user, request.GET.dict())
    context = _rows(user, question)
    if request.headers.get("HX-Target") == LIST:
        return render(request, "dossiers/staff/_desk_list.html", context)
    return render(request, "dossiers/staff/desk.html", context | _around(user, question))


@access_rule(CASEWORK)
def export_desk(request: HttpRequest) -> StreamingHttpResponse:
    """The list of the same address as a file."""
    user = person(request)
    lines = work_export.csv_lines(user, Question.asked_by(user, request.GET.dict()), get_language() or "vi")
    return csv_file(lines, f"ho-so-{timezone.localdate():%Y-%m-%d}.csv", "private, no-store")


def _rows(user: User, question: Question) -> dict[str, Any]:
    page = page_of(user, question)
    is_leader = holds_any(user, Role.LEADER)
    listed = [_row(dossier, is_leader=is_leader) for dossier in page.rows]
    return {
        "question": question,
        "page": page,
        "rows": listed,
        "can_approve": any(row.waits_for_approval for row in listed),
        "bulk_acts": bulk_acting.offered_to(user) if any(row.may_be_picked for row in listed) else [],
        "here": question.address(after=question.after, before=question.before),
        "by_due": _turned(question, Order.DUE, Order.DUE_LAST),
        "by_filing": _turned(question, Order.NEWEST, Order.OLDEST),
        "everywhere": question.address(view=View.ALL) if question.text and question.view != View.ALL else "",
        "export": reverse("dossiers:desk-export") + question.address(),
    }


def _around(user: User, question: Question) -> dict[str, Any]:
    """Tabs, counts and filters."""
    counts, choices = counts_of(user), choices_of(user)
    saved = _saved_tabs(choices, question)
    common = [_tab(view, question, counts) for view in View]
    if any(tab.is_current for tab in saved):  # one tab is where the person stands, not two
        common = [replace(tab, is_current=False) for tab in common]
    return {
        "tabs": [*common, *saved],
        "counts": counts,
        "channels": Channel.choices,
        "states": [(str(status.value), status.label) for status in Status],
        "dues": DueIn.choices,
        "procedures": choices.procedures,
        "colleagues": choices.colleagues,
        "nobody": NOBODY,
        "unfiltered": f"?xem={question.view}",
        "save_url": reverse("dossiers:save-view") + question.address(text=""),
    }


def _row(dossier: Any, *, is_leader: bool) -> Row:
    elsewhere = dossier.receiving_unit.division_id != dossier.competent_unit.division_id
    waits = is_leader and dossier.step_role == Role.LEADER
    return Row(dossier, state_of(dossier), due_of(dossier), elsewhere, waits, bool(dossier.step_role))


def _turned(question: Question, first: str, second: str) -> tuple[str, str]:
    """The address under a column's heading, and how the column is sorted now ("" where it is not)."""
    now = {first: "ascending", second: "descending"}.get(question.ordered_by, "")
    if first == Order.NEWEST:
        now = {"ascending": "descending", "descending": "ascending"}.get(now, "")
    return question.address(order=second if question.ordered_by == first else first), now


def _tab(view: View, question: Question, counts: dict[str, int]) -> Tab:
    """Filters stay when the view changes; the place in the list does not."""
    return Tab(str(view.label), question.address(view=view), view == question.view, counts.get(view.name.lower()))


def _saved_tabs(choices: Choices, question: Question) -> list[Tab]:
    here = question.address(text="")
    return [
        Tab(name, query, query == here, change_url=reverse("dossiers:change-view", args=[pk]))
        for pk, name, query, _first in choices.saved
    ]
