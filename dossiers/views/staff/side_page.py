"""The page of one act beside the process: asks, warns, does, or says why not with everything typed kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dossiers import lifecycle, permissions
from dossiers.problems import DossierError, Incomplete, NotYours
from dossiers.standing import due_of, state_of
from dossiers.statuses import Action
from dossiers.views.staff.reach import BenchView
from dossiers.views.staff.side_acts import SIDE_ACTS

if TYPE_CHECKING:
    from django.forms import Form

    from dossiers.views.staff.side_acts.side_act import SideAct


class SideActPage(BenchView):
    """One act on one dossier of the person's units."""

    def get(self, request: HttpRequest, action: str) -> HttpResponse:
        """Ask, with what was typed before the session ended; back to the workbench when it is not the person's turn."""
        act = _known(action)
        if Action(action) not in permissions.side_acts_open_to(self.dossier, self.user):
            return self._refused(request, act, Action(action))
        typed = getattr(request, "rescued_post", None)
        return self._show(request, act, act.form(self.dossier, self.user, typed))

    def post(self, request: HttpRequest, action: str) -> HttpResponse:
        """Do it, or show the page again."""
        act = _known(action)
        form = act.form(self.dossier, self.user, request.POST)
        if not form.is_valid():
            return self._show(request, act, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self._do(act, Action(action), form, request.POST.get("sequence", ""))
        except Incomplete as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self._show(request, act, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except DossierError as error:
            status = HTTPStatus.FORBIDDEN if isinstance(error, NotYours) else HTTPStatus.CONFLICT
            return self._show(request, act, form, status=status, problem=str(error))
        messages.success(request, str(act.done) % {"code": self.dossier.code})
        return redirect("dossiers:work", self.dossier.code)

    @transaction.atomic
    def _do(self, act: SideAct, action: Action, form: Form, seen: str) -> None:
        """Under the dossier's lock: still as the person saw it."""
        with lifecycle.locked(self.dossier) as current:
            permissions.require(current, action, self.user)
            lifecycle.require_unchanged(current, seen)
            act.act(current, self.user, form.cleaned_data)

    def _refused(self, request: HttpRequest, act: SideAct, action: Action) -> HttpResponse:
        try:
            permissions.require(self.dossier, action, self.user)
        except DossierError as error:
            messages.info(request, str(error))
        return redirect("dossiers:work", self.dossier.code)

    def _show(
        self, request: HttpRequest, act: SideAct, form: Form, *, status: int = HTTPStatus.OK, problem: str = ""
    ) -> HttpResponse:
        context = {
            "act": act,
            "form": form,
            "problem": problem,
            "dossier": self.dossier,
            "sequence": request.POST.get("sequence", self.dossier.last_sequence),
            "state": state_of(self.dossier),
            "due": due_of(self.dossier),
        }
        response = render(request, act.template, context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


def _known(action: str) -> SideAct:
    if action not in SIDE_ACTS:
        raise Http404
    return SIDE_ACTS[Action(action)]
