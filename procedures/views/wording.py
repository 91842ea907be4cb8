"""/cong-khai/tu-ngu/: the phrases of search, tried and saved, and the searches without result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from portal.accounts.rules import access_rule
from procedures import wording
from procedures.models import Phrase
from procedures.views.publisher.reach import person
from procedures.wording_forms import PhraseForm
from units.access import staff_rule
from units.roles import Role

PUBLISHERS = staff_rule(Role.PUBLISHER)


@access_rule(PUBLISHERS)
def list_phrases(request: HttpRequest) -> HttpResponse:
    """Show the phrases and the searches in vain."""
    context = {"phrases": Phrase.objects.select_related("created_by")[:200], "unanswered": wording.unanswered()}
    return render(request, "procedures/wording/list.html", context)


@access_rule(PUBLISHERS)
def add_phrase(request: HttpRequest) -> HttpResponse:
    """Add one; ``?said=`` begins with a search in vain."""
    return _edit(request, Phrase(created_by=person(request)))


@access_rule(PUBLISHERS)
def edit_phrase(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one or put it out of use."""
    return _edit(request, get_object_or_404(Phrase, pk=pk))


def _edit(request: HttpRequest, phrase: Phrase) -> HttpResponse:
    said = request.GET.get("said", "")[:100]
    form = PhraseForm(request.POST or None, instance=phrase, initial={"said": said, "question": said} if said else None)
    found = None
    if request.method == "POST" and form.is_valid():
        if "try" not in request.POST:
            wording.save(form.save(commit=False))
            return redirect("wording:list")
        found = wording.tried(form.instance, form.cleaned_data["question"])
    return render(request, "procedures/wording/edit.html", {"form": form, "found": found})
