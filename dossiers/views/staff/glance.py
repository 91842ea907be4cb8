"""A quick look at a dossier beside the list; without JavaScript the same as a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers import looks, steps
from dossiers.standing import due_of, state_of
from dossiers.views.staff.reach import BenchView

EVENTS = 4


class GlanceView(BenchView):
    """What it is about, where it stands, and what happened last; deciding has its place on the workbench."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, and log the look."""
        looks.note_opening(request, self.user, self.dossier)
        is_beside = request.headers.get("HX-Request") == "true"
        context = {
            "is_beside": is_beside,
            "dossier": self.dossier,
            "state": state_of(self.dossier),
            "due": due_of(self.dossier),
            "task": steps.open_task(self.dossier),
            "papers": self.dossier.papers.filter(replaced_by=None).select_related("component"),
            "events": self.dossier.events.order_by("-sequence")[:EVENTS],
        }
        template = "dossiers/staff/_glance.html" if is_beside else "dossiers/staff/glance.html"
        response = render(request, template, context)
        response["Cache-Control"] = "private, no-store"
        return response
