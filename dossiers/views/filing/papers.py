"""The page of the papers: each one uploaded, brought, or already in a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dossiers import drafts
from dossiers.draft_papers import papers_of
from dossiers.forms.papers import PaperForm
from dossiers.models import Draft
from dossiers.views.filing import drafting
from dossiers.views.people import person

if TYPE_CHECKING:
    from dossiers.views.filing.section import PageView

REMOVE = "remove"
"""Name of the buttons that take a file away again; their value is the paper's key."""


def paper_forms(draft: Draft, request: HttpRequest) -> list[PaperForm]:
    """One form for each paper of the draft, bound when the request posts."""
    user = person(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return [PaperForm(data, files, paper=paper, user=user) for paper in papers_of(draft, user)]


def errors_of(forms: Sequence[BaseForm]) -> list[dict[str, str]]:
    """All errors of several forms for the summary on top, each leading to its field."""
    return [
        {"message": str(message), "target": form[name].auto_id if name in form.fields else ""}
        for form in forms
        if form.is_bound
        for name, messages in form.errors.items()
        for message in messages
    ]


def show_papers(
    view: PageView, request: HttpRequest, forms: list[PaperForm] | None = None, status: int = 200
) -> HttpResponse:
    """Draw the page."""
    shown = paper_forms(view.draft, request) if forms is None else forms
    context = view.context(
        forms=shown,
        errors=errors_of(shown),
        autosave_url=reverse("dossiers:draft-autosave", args=[view.draft.public_id, "papers"]),
        saved_words=drafting.saved_words(view.draft),
    )
    return render(request, "dossiers/filing/papers.html", context, status=status)


def autosave_papers(draft: Draft, request: HttpRequest) -> Draft:
    """Keep what is said so far, and files that were sent in pieces; whatever the page leaves out stays as it is."""
    answers = {}
    for form in paper_forms(draft, request):
        form.is_valid()
        if form.is_answered:
            answers[form.paper.key] = form.answer()
    return drafts.save_section(draft, "papers", answers)


def take_papers(view: PageView, request: HttpRequest) -> HttpResponse:
    """Keep every file that is sound, also when another one is not; then go on or say what is to be mended."""
    forms = paper_forms(view.draft, request)
    verdicts = [form.is_valid() for form in forms]
    is_valid = all(verdicts)
    answers = {form.paper.key: form.answer() for form in forms}
    removed = request.POST.get(REMOVE, "")
    if removed in answers:
        answers[removed] = {}
    is_done = is_valid and not removed
    view.draft = drafts.save_section(view.draft, "papers", answers, done="papers" if is_done else "")
    if removed:
        return redirect(request.get_full_path())
    if is_valid or "later" in request.POST:
        return view.go_on(request)
    return show_papers(view, request, forms, status=422)
