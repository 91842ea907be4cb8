"""The work list: what waits, in saved views with counts, narrowed by what stands in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from dossiers import work_export, work_list
from dossiers.menus import CASEWORK
from dossiers.models import Dossier
from dossiers.standing import due_of, state_of
from dossiers.statuses import Channel
from dossiers.views.people import person
from dossiers.work_list import Question, View
from portal.accounts.rules import access_rule
from portal.ui.parts import Due, State


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    dossier: Dossier
    state: State
    due: Due | None
    comes_from_elsewhere: bool


@dataclass(frozen=True)
class Tab:
    """One saved view with its address; `count` is None where none is told."""

    label: str
    url: str
    is_current: bool
    count: int | None

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count is not None and self.count >= work_list.COUNT_CAP


@access_rule(CASEWORK)
def show_desk(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    user = person(request)
    question = Question.read(user, request.GET.dict())
    page, counts = work_list.page_of(user, question), work_list.counts_of(user)
    context = {
        "question": question,
        "page": page,
        "rows": [_row(dossier) for dossier in page.dossiers],
        "tabs": [_tab(view, question, counts) for view in View],
        "counts": counts,
        "channels": Channel.choices,
        "procedures": work_list.procedures_of(user),
        "everywhere": question.address(view=View.ALL) if question.text and question.view != View.ALL else "",
        "export": reverse("dossiers:desk-export") + question.address(),
        "unfiltered": f"?xem={question.view}",
    }
    return render(request, "dossiers/staff/desk.html", context)


@access_rule(CASEWORK)
def export_desk(request: HttpRequest) -> StreamingHttpResponse:
    """The list of the same address as a file."""
    user = person(request)
    lines = work_export.csv_lines(user, Question.read(user, request.GET.dict()), get_language() or "vi")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ho-so-{timezone.localdate():%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _row(dossier: Dossier) -> Row:
    elsewhere = dossier.receiving_unit.division_id != dossier.competent_unit.division_id
    return Row(dossier, state_of(dossier), due_of(dossier), elsewhere)


def _tab(view: View, question: Question, counts: dict[str, int]) -> Tab:
    """Filters stay when the view changes; the place in the list does not."""
    return Tab(str(view.label), question.address(view=view), view == question.view, counts.get(view.name.lower()))
