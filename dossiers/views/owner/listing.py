"""The owner's list: drafts on top, then dossiers, filtered and paged by what stands in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dossiers import drafts
from dossiers.owner_list import Show, page_of
from dossiers.standing import due_of, state_of
from dossiers.views.people import person
from portal.accounts.rules import SIGNED_IN, access_rule

DRAFTS_SHOWN = 10


@access_rule(SIGNED_IN)
def list_own(request: HttpRequest) -> HttpResponse:
    """Show the person's drafts and dossiers."""
    user = person(request)
    show = request.GET.get("xem", "")
    page = page_of(user, show, after=request.GET.get("sau", ""), before=request.GET.get("truoc", ""))
    context = {
        "drafts": drafts.open_drafts(user)[:DRAFTS_SHOWN],
        "rows": [(dossier, state_of(dossier), due_of(dossier)) for dossier in page.dossiers],
        "page": page,
        "filters": _filters(show),
    }
    return render(request, "dossiers/owner/list.html", context)


def _filters(show: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the current one, of each filter."""
    here = reverse("dossiers:mine")
    return [
        (str(choice.label), f"{here}?xem={choice.value}" if choice.value else here, choice.value == show)
        for choice in Show
    ]
