"""The control slip of a dossier, asked for at the workbench."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dossiers import control_slips
from dossiers.models import Paperwork
from dossiers.views.staff.reach import BenchView


class ControlSlipView(BenchView):
    """A button that asks for the slip as the dossier stands, and leads to it; pressed twice it is one slip."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the dossier: there is nothing else to see here."""
        return redirect("dossiers:work", self.dossier.code)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask for it, and go where it will be."""
        number = control_slips.ask_now(self.dossier)
        return redirect("dossiers:document", self.dossier.code, Paperwork.Kind.CONTROL_SLIP, number)
