"""Asking somebody to sign on before they file for a procedure that needs to know them surely."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.sign_on import sessions
from procedures.models import ProcedureVersion


def ask_to_sign_on(request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
    """Say what is needed, and lead there and back to this page; what was typed waits in the draft."""
    told: dict[str, Any] = {"version": version, "level": version.assurance_level}
    told |= {"known": sessions.level(request).value, "here": request.get_full_path()}
    return render(request, "dossiers/filing/sign_on.html", told, status=403)
