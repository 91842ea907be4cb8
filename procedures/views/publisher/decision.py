"""/cong-khai/quyet-dinh/<pk>/: one decision, its procedures, and what can be done with it now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from procedures import deciding, decision_checks, decision_publishing, signed_copies
from procedures.decision_forms.beginning import HeadingForm
from procedures.decision_rights import DECIDING, DRAFTING, acts_open_to
from procedures.models import Decision, DecisionAct, DecisionState
from procedures.views.publisher.reach import decision_of, person, told_why_not
from procedures.views.publisher.showing import course_of, facts_of, state_of

ROWS = 50
REFRESH_SECONDS = 2


@access_rule(DECIDING)
@require_safe
def show_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it; while the worker puts it in force the page comes back by itself."""
    decision = decision_of(request, pk)
    acts = acts_open_to(person(request), decision)
    is_publishing = is_due(decision)
    context: dict[str, Any] = {
        "decision": decision,
        "state": state_of(decision),
        "facts": facts_of(decision, may_describe=DecisionAct.DESCRIBE in acts),
        "acts": acts,
        "course": course_of(decision),
        "is_copy_warned": decision.signature in signed_copies.WARNED,
        "is_publishing": is_publishing,
        "progress": decision_publishing.progress_of(decision) if is_publishing else None,
        **_changes(request, decision),
    }
    response = render(request, "procedures/publisher/decision.html", context)
    if is_publishing:
        # A header, since the page must also turn without JavaScript.
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def is_due(decision: Decision) -> bool:
    """Whether the worker is to put it in force now."""
    day = decision.effective_on
    waits = decision.state == DecisionState.APPROVED and not decision.problem
    return waits and day is not None and day <= timezone.localdate()


def _changes(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    pages = Paginator(decision_checks.changes_of(decision), ROWS)
    page = pages.get_page(request.GET.get("trang"))
    if decision.state in (DecisionState.PUBLISHED, DecisionState.CANCELLED):
        rows = [decision_checks.CheckedChange(change, decision_checks.name_of(change)) for change in page]
    else:
        rows = decision_checks.check_batch(list(page))
    return {"rows": rows, "changes_page": page, "total": pages.count}


@access_rule(DRAFTING)
@require_http_methods(["GET", "HEAD", "POST"])
@told_why_not
def describe_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title and planned day."""
    decision = decision_of(request, pk)
    initial = {"title": decision.title, "effective_on": decision.effective_on}
    form = HeadingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        deciding.describe(decision, person(request), **form.cleaned_data)
        return redirect("publisher:decision", pk)
    context = {"form": form, "decision": decision, "title": _("Sửa thông tin chung"), "action": _("Lưu")}
    return render(request, "procedures/publisher/begin.html", context)


@access_rule(DECIDING)
@require_safe
def show_signed_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the signed decision."""
    decision = decision_of(request, pk)
    copy = decision.signed_copy
    if copy is None or copy.stored is None:
        messages.error(request, _("Quyết định chưa có bản đã ký."))
        return redirect("publisher:decision", pk)
    return file_response(copy.stored, copy.name, inline=True)
