"""Asking somebody to sign on before they file for a procedure that needs to know them surely."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from procedures.models import ProcedureVersion


def ask_to_sign_on(request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
    """Say what is needed, and lead there and back to this page; what was typed waits in the draft."""
    told = {"version": version, "level": settings.PROCEDURE_ASSURANCE[version.procedure.code]}
    return render(request, "dossiers/filing/sign_on.html", told | {"here": request.get_full_path()}, status=403)
