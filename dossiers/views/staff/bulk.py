"""One act on several rows of the work list: confirmed on a page, carried out by the worker, followed on another."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from dossiers import bulk_acting
from dossiers.forms.bulk import BulkForm
from dossiers.menus import CASEWORK
from dossiers.models import BulkAct, Dossier, Task
from dossiers.statuses import Action
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from units.holders import holders_of

if TYPE_CHECKING:
    from portal.accounts.models import User

CHOSEN, ACT = "ho-so", "viec"
REFRESH_SECONDS, REFRESHES = 3, 60


@access_rule(CASEWORK)
class BulkView(View):
    """The dossiers that were chosen, and what the act needs to know."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask, with what was typed before the session ended."""
        typed: QueryDict | None = getattr(request, "rescued_post", None)
        sent = typed or request.GET
        if not sent.getlist(CHOSEN):
            messages.info(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
            return redirect("dossiers:desk")
        return self._show(request, sent, typed)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Leave it for the worker and show how far it is."""
        action, dossiers, people = _asked(person(request), request.POST)
        form = BulkForm(request.POST, action=action, people=people)
        if not form.is_valid() or not dossiers:
            return self._show(request, request.POST, request.POST, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        seen = {one: _number(request.POST.get(f"seen-{one.code}", ""), one.last_sequence) for one in dossiers}
        told = {"key": form.cleaned_data["key"], "to": form.person(), "note": form.cleaned_data.get("note", "")}
        act = bulk_acting.ask(person(request), action, seen, **told)
        return redirect("dossiers:bulk-progress", act.key)

    def _show(
        self, request: HttpRequest, sent: QueryDict, typed: QueryDict | None, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        action, dossiers, people = _asked(person(request), sent)
        context = {
            "form": BulkForm(typed, action=action, people=people),
            "action": action,
            "label": Action(action).label,
            "dossiers": dossiers,
            "left_out": max(len(set(sent.getlist(CHOSEN))) - len(dossiers), 0),
        }
        response = render(request, "dossiers/staff/bulk.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


@access_rule(CASEWORK)
class BulkProgressView(View):
    """How far an act of the person's own is; the page asks again by itself, and can be left."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Show each dossier with what became of it."""
        act = get_object_or_404(BulkAct, key=key, user=person(request))
        rows = list(act.rows.select_related("dossier"))
        done = sum(row.done_at is not None for row in rows)
        context = {"label": Action(act.action).label, "rows": rows, "done": done}
        response = render(request, "dossiers/staff/bulk_progress.html", context)
        response["Cache-Control"] = "private, no-store"
        if done < len(rows) and (count := _number(request.GET.get("lan", ""), 0) + 1) <= REFRESHES:
            # A header, since the page must also turn without JavaScript; it stops, so that no tab asks for ever.
            response["Refresh"] = f"{REFRESH_SECONDS}; url={request.path}?lan={count}"
        return response


def _asked(user: User, sent: QueryDict) -> tuple[str, list[Dossier], list[User]]:
    """The act, the dossiers, and who may be given them. 404 for an act that is not done with many."""
    action = sent.get(ACT, "")
    if action not in bulk_acting.ACTS:
        raise Http404
    dossiers = bulk_acting.chosen(user, action, sent.getlist(CHOSEN))
    return action, dossiers, _holders(dossiers) if action == Action.ASSIGN else []


def _holders(dossiers: list[Dossier]) -> list[User]:
    """Who holds the role of a chosen step at its unit, by name; the worker judges each dossier for itself."""
    tasks = Task.objects.filter(dossier__in=dossiers, finished_at=None).select_related("unit__parent")
    places = {(task.unit_id, task.role): task for task in tasks}
    found = {one.pk: one for task in places.values() for one in holders_of(task.unit, task.role)}
    return sorted(found.values(), key=lambda one: (one.full_name, one.pk))


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else otherwise
