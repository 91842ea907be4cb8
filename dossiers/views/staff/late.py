"""What came late with a person or with their units: the list, and the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from dossiers.menus import CASEWORK
from dossiers.models import LateNotice
from dossiers.responsibility import late_entries, late_export, notices
from dossiers.responsibility.late_entries import Question, View
from dossiers.responsibility.late_rows import line_of, months_of
from dossiers.responsibility.words import Lateness, Standing
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.ui.csv_files import csv_file


@access_rule(CASEWORK)
def list_late(request: HttpRequest) -> HttpResponse:
    """Show what came late with the person, or with their units."""
    question = Question.read(request.GET.dict())
    page = late_entries.page_of(person(request), question)
    context = {
        "question": question,
        "notices": notices.shown(person(request)),
        "page": page,
        "lines": [line_of(entry) for entry in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "standings": Standing.choices,
        "kinds": Lateness.choices,
        "months": months_of(question.month),
        "unfiltered": f"?xem={question.view}",
        "turned": question.address(order="cu" if question.order == "moi" else "moi"),
        "export": reverse("dossiers:late-export") + question.address(),
    }
    response = render(request, "dossiers/staff/late.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@access_rule(CASEWORK)
def export_late(request: HttpRequest) -> StreamingHttpResponse:
    """The list of the same address as a file."""
    lines = late_export.desk_lines(person(request), Question.read(request.GET.dict()), get_language() or "vi")
    return csv_file(lines, f"cham-han-{timezone.localdate():%Y-%m-%d}.csv", "private, no-store")


@access_rule(CASEWORK)
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read; 404 for another's, and nothing for one that was read before."""
    own = get_object_or_404(LateNotice, pk=pk, person=person(request))
    if request.method == "POST":
        notices.read(person(request), own.pk)
    return redirect("dossiers:late")
