"""The check of a decision: every finding on one page; at many procedures the worker looks, and the page waits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import access_rule
from procedures import decision_check_runs, decision_checks
from procedures.decision_forms.checking import CheckForm
from procedures.decision_forms.reasons import ReasonForm, RemarksForm
from procedures.decision_rights import DECIDING, acts_open_to
from procedures.models import Decision
from procedures.views.publisher.reach import decision_of, person
from procedures.views.publisher.showing import state_of

REFRESH_SECONDS = 2


@access_rule(DECIDING)
@require_http_methods(["GET", "HEAD", "POST"])
def check_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was found, with what can be decided from it; by POST let the worker look."""
    decision = decision_of(request, pk)
    if request.method != "POST":
        return check_page(request, decision)
    form = CheckForm(request.POST)
    if form.is_valid() and decision_check_runs.is_large(decision):
        decision_check_runs.start(decision, person(request), form.cleaned_data["submission_key"])
    return redirect("publisher:check", pk)


def check_page(request: HttpRequest, decision: Decision, *, status: int = 200, **filled: forms.Form) -> HttpResponse:
    """All findings, or how far the worker is."""
    changes = decision_check_runs.checked_changes(decision)
    run = decision_check_runs.newest(decision) if decision_check_runs.is_large(decision) else None
    context: dict[str, Any] = {
        "decision": decision,
        "state": state_of(decision),
        "run": run,
        "check_form": CheckForm(),
    }
    if changes is None:
        response = render(request, "procedures/publisher/check_run.html", context | {"total": decision.changes.count()})
        if run is not None and run.is_open:
            # A header, since the page must also turn without JavaScript.
            response["Refresh"] = str(REFRESH_SECONDS)
        return response
    context |= {
        "changes": changes,
        "whole": decision_checks.of_decision(decision, changes),
        "with_findings": [change for change in changes if change.findings],
        "blocked": sum(change.is_blocked for change in changes),
        "acts": acts_open_to(person(request), decision),
        "remarks_form": RemarksForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "procedures/publisher/check.html", context | filled, status=status)
