"""The pages of a filing on which things are handed in: papers, and proofs that somebody pays less.

Each is uploaded, brought, or already in a database; every sound file is kept, also when another one is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from dossiers import draft_claims, drafts, papers_elsewhere
from dossiers.draft_papers import papers_of
from dossiers.filing_pages import FEES
from dossiers.forms.fee_claims import FeeClaimForm
from dossiers.forms.handing_in import Files, HandInForm
from dossiers.forms.papers import PaperForm
from dossiers.models import Draft
from dossiers.views.filing import drafting
from dossiers.views.people import person

if TYPE_CHECKING:
    from dossiers.views.filing.section import PageView

REMOVE = "remove"
"""Name of the buttons that take a file away again; their value is the key of the form."""


def _paper_forms(draft: Draft, request: HttpRequest) -> list[HandInForm]:
    """One form for each paper of the draft, bound when the request posts."""
    user, (data, files) = person(request), _sent(request)
    papers = papers_of(draft, user)
    offers = papers_elsewhere.of_draft(draft, user, [paper.component for paper in papers])
    forms: list[HandInForm] = [PaperForm(data, files, paper=paper, user=user) for paper in papers]
    for paper, form in zip(papers, forms, strict=True):
        form.elsewhere = offers.get(paper.component.pk)
    return forms


def _claim_forms(draft: Draft, request: HttpRequest) -> list[HandInForm]:
    """One form for each group that would pay less, bound when the request posts."""
    user, (data, files) = person(request), _sent(request)
    return [FeeClaimForm(data, files, claim=claim, user=user) for claim in draft_claims.claims_of(draft, user)]


@dataclass(frozen=True)
class Sheet:
    """A page of such forms: where the draft keeps it, how it is drawn, its forms."""

    key: str
    section: str
    template: str
    forms: Callable[[Draft, HttpRequest], list[HandInForm]]


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet("papers", "papers", "dossiers/filing/papers.html", _paper_forms),
        Sheet(FEES, draft_claims.SECTION, "dossiers/filing/fees.html", _claim_forms),
    )
}


def errors_of(forms: Sequence[BaseForm]) -> list[dict[str, str]]:
    """All errors of several forms for the summary on top, each leading to its field."""
    return [
        {"message": str(message), "target": form[name].auto_id if name in form.fields else ""}
        for form in forms
        if form.is_bound
        for name, messages in form.errors.items()
        for message in messages
    ]


def show_sheet(
    view: PageView, request: HttpRequest, sheet: Sheet, forms: list[HandInForm] | None = None, status: int = 200
) -> HttpResponse:
    """Draw the page."""
    shown = sheet.forms(view.draft, request) if forms is None else forms
    context = view.context(
        forms=shown,
        errors=errors_of(shown),
        autosave_url=reverse("dossiers:draft-autosave", args=[view.draft.public_id, sheet.key]),
        saved_words=drafting.saved_words(view.draft),
    )
    return render(request, sheet.template, context, status=status)


def autosave_sheet(draft: Draft, request: HttpRequest, sheet: Sheet) -> Draft:
    """Keep what is said so far, and files that were sent in pieces; whatever the page leaves out stays as it is."""
    answers = {}
    for form in sheet.forms(draft, request):
        form.is_valid()
        if form.is_answered:
            answers[form.key] = form.answer()
    return drafts.save_section(draft, sheet.section, answers)


def take_sheet(view: PageView, request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep every file that is sound; then go on or say what is to be mended."""
    forms = sheet.forms(view.draft, request)
    verdicts = [form.is_valid() for form in forms]
    is_valid = all(verdicts)
    answers = {form.key: form.answer() for form in forms}
    removed = request.POST.get(REMOVE, "")
    if removed in answers:
        answers[removed] = {}
    is_done = is_valid and not removed
    view.draft = drafts.save_section(view.draft, sheet.section, answers, done=sheet.key if is_done else "")
    if removed:
        return redirect(request.get_full_path())
    if is_valid or "later" in request.POST:
        return view.go_on(request)
    return show_sheet(view, request, sheet, forms, status=422)


def _sent(request: HttpRequest) -> tuple[QueryDict, Files] | tuple[None, None]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
