"""A leader's stack: several drafts read on one page, approved with one act, and how far their signing is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from dossiers import batch_approval
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.documents.signing import registry
from units.access import staff_rule
from units.roles import Role

LEADERS = staff_rule(Role.LEADER)
CHOSEN = "ho-so"
"""Name of the checkboxes; their values are codes of dossiers."""

REFUSED_KEY = "batch_refused"
REFRESH_SECONDS = 3
REFRESHES = 60


@access_rule(LEADERS)
class BatchView(View):
    """The drafts that were chosen on the work list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show each draft, and what can't be approved with the reason."""
        typed: QueryDict | None = getattr(request, "rescued_post", None)
        codes = (typed or request.GET).getlist(CHOSEN)
        if not codes:
            messages.info(request, _("Hãy chọn ít nhất một hồ sơ chờ ký duyệt."))
            return redirect("dossiers:desk")
        stack = batch_approval.stack_of(person(request), codes)
        context = {
            "ready": [item for item in stack if not item.problem],
            "faulty": [item for item in stack if item.problem],
            "left_out": max(len(set(codes)) - batch_approval.MOST, 0),
            "most": batch_approval.MOST,
            "signs": registry.is_signing(),
        }
        response = render(request, "dossiers/staff/batch.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Approve all that were shown, then show how the signing goes."""
        codes = request.POST.getlist(CHOSEN)
        seen = {code: request.POST.get(f"seen-{code}", "") for code in codes}
        outcome = batch_approval.approve_all(person(request), seen)
        request.session[REFUSED_KEY] = outcome.refused
        if outcome.approved:
            count = len(outcome.approved)
            said = ngettext("Đã phê duyệt %(count)s hồ sơ.", "Đã phê duyệt %(count)s hồ sơ.", count) % {"count": count}
            messages.success(request, said)
        query = urlencode([(CHOSEN, code) for code in codes[: batch_approval.MOST]])
        return redirect(f"{reverse('dossiers:batch-progress')}?{query}")


@access_rule(LEADERS)
class ProgressView(View):
    """How far the signing of a batch is; the page asks again by itself, and can be left."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show each dossier of the batch, and what was not approved with the reason."""
        codes = request.GET.getlist(CHOSEN)
        rows = [row for row in batch_approval.progress_of(person(request), codes) if row[1].approved_at]
        done = sum(result.document_id is not None for _dossier, result, _signing in rows)
        refused = {code: why for code, why in request.session.get(REFUSED_KEY, {}).items() if code in codes}
        context = {"rows": rows, "done": done, "refused": refused.items(), "signs": registry.is_signing()}
        response = render(request, "dossiers/staff/batch_progress.html", context)
        if done < len(rows):
            _refresh(request, response, codes)
        return response


def _refresh(request: HttpRequest, response: HttpResponse, codes: list[str]) -> None:
    """A header, since the page must also turn without JavaScript; it stops, so that no forgotten tab asks for ever."""
    tried = request.GET.get("lan", "0")
    count = int(tried) + 1 if tried.isascii() and tried.isdecimal() and len(tried) < 4 else 1
    if count <= REFRESHES:
        query = urlencode([*((CHOSEN, code) for code in codes), ("lan", str(count))])
        response["Refresh"] = f"{REFRESH_SECONDS}; url={request.path}?{query}"
