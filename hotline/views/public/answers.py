"""The answer base, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hotline import publishing
from hotline.answer_base import finding, voting
from hotline.answer_base.views.public import shown_entries
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key


@access_rule(PUBLIC)
def list_answers(request: HttpRequest) -> HttpResponse:
    """Show what answers the words asked for, best first; without words what many ask, and answers, newest first."""
    asked = request.GET
    text = asked.get("q", "").replace("\0", "")[:200].strip()
    context: dict[str, Any] = {"text": text, "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))]}
    if text:
        return render(request, "hotline/public/answers.html", context | {"found": finding.search(text)})
    question = ByKey.read(asked.dict())
    is_first = not (question.after or question.before)
    context |= {"page": page_by_key(publishing.shown(), question), "entries": shown_entries() if is_first else []}
    return render(request, "hotline/public/answers.html", context)


@access_rule(PUBLIC)
def show_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one; 404 once it is withdrawn."""
    shown = get_object_or_404(publishing.shown(), pk=pk)
    crumbs = [
        (_("Phản ánh, kiến nghị"), reverse("hotline:door")),
        (_("Câu trả lời đã công khai"), reverse("hotline:answers")),
    ]
    context = {"shown": shown, "crumbs": crumbs, "usefulness": voting.usefulness(publication=shown)}
    return render(request, "hotline/public/answer.html", context)
