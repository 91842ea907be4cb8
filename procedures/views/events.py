"""/su-kien/<slug>/: an event of a life or a business with its procedures in order."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures.events import find_event, procedures_of
from procedures.views.freshness import public_page


@access_rule(PUBLIC)
@require_safe
@public_page
def show_event(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do, first things first. One query cold."""
    try:
        event = find_event(slug)
    except KeyError as error:
        raise Http404 from error
    return render(request, "procedures/event.html", {"event": event, "steps": procedures_of(event)})
