"""The answer base and the figures, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import figures, publishing
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.paging import key_in, page_by_key

FIRST_YEAR = 2026


@dataclass(frozen=True)
class Question:
    """What the address asks for."""

    text: str
    after: int = 0
    before: int = 0

    def address(self, *, after: int = 0, before: int = 0) -> str:
        """The query string of the same question at another page."""
        told = {"q": self.text, "after": after, "before": before}
        return "?" + urlencode({name: value for name, value in told.items() if value})


@access_rule(PUBLIC)
def list_answers(request: HttpRequest) -> HttpResponse:
    """Show published answers, newest first, or those with every word asked for."""
    asked = request.GET
    text = asked.get("q", "").replace("\0", "")[:200].strip()
    question = Question(text, key_in(asked.get("after", "")), key_in(asked.get("before", "")))
    page = page_by_key(publishing.shown(text), question)
    context = {"page": page, "text": text, "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))]}
    return render(request, "hotline/public/answers.html", context)


@access_rule(PUBLIC)
def show_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one; 404 once it is withdrawn."""
    shown = get_object_or_404(publishing.shown(), pk=pk)
    crumbs = [
        (_("Phản ánh, kiến nghị"), reverse("hotline:door")),
        (_("Câu trả lời đã công khai"), reverse("hotline:answers")),
    ]
    return render(request, "hotline/public/answer.html", {"shown": shown, "crumbs": crumbs})


@access_rule(PUBLIC)
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a year by unit."""
    this_year, asked = timezone.localdate().year, request.GET.get("nam", "")
    years = list(range(this_year, FIRST_YEAR - 1, -1))
    year = next((year for year in years if str(year) == asked), this_year)
    context = {
        "year": year,
        "years": years,
        "rows": figures.of_year(year),
        "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))],
    }
    return render(request, "hotline/public/figures.html", context)
