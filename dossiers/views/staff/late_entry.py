"""One late entry on one page: the facts, what was explained and found so far, and what the person may do now."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from dossiers.menus import CASEWORK
from dossiers.models import Dossier, LateEntry
from dossiers.problems import DossierError, Incomplete, NotYours
from dossiers.responsibility.late_rows import line_of
from dossiers.views.people import person
from dossiers.views.staff.late_acts import ACTS
from portal.accounts.models import User
from portal.accounts.rules import access_rule


@access_rule(CASEWORK)
class EntryView(View):
    """One entry that the person may read; 404 for every other."""

    entry: LateEntry
    user: User

    def dispatch(self, request: HttpRequest, *args: object, pk: int, **kwargs: object) -> HttpResponseBase:
        """Find the entry among those that the person may read."""
        self.user = person(request)
        found = LateEntry.objects.visible_to(self.user).select_related("dossier", "unit__calendar", "late_list")
        self.entry = get_object_or_404(found, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, with what was typed before the session ended."""
        typed = getattr(request, "rescued_post", None)
        act = typed.get("act", "") if typed else ""
        return self._show(request, {act: ACTS[act].form(typed)} if act in ACTS else {})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what the pressed button says, or say why not with the words kept."""
        name = request.POST.get("act", "")
        if name not in ACTS:
            raise Http404
        act = ACTS[name]
        form = act.form(request.POST)
        if not form.is_valid():
            return self._show(request, {name: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            act.do(self.entry, self.user, form.cleaned_data)
        except Incomplete as error:
            form.add_error(error.field, str(error))
            return self._show(request, {name: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except DossierError as error:
            self.entry.refresh_from_db()
            status = HTTPStatus.FORBIDDEN if isinstance(error, NotYours) else HTTPStatus.CONFLICT
            return self._show(request, {name: form}, status=status, problem=str(error))
        messages.success(request, str(act.done) % {"code": self.entry.dossier.code})
        return redirect("dossiers:late")

    def _show(
        self, request: HttpRequest, filled: dict[str, forms.Form], *, status: int = HTTPStatus.OK, problem: str = ""
    ) -> HttpResponse:
        """The page; a form that has no place on it any more shows its words to be copied."""
        here = LateEntry.objects.filter(pk=self.entry.pk)
        can_explain = here.to_explain(self.user, timezone.now()).exists()
        can_judge = here.to_judge(self.user).exists()
        shown = {"explain"} if can_explain else {"accept", "send_back"} if can_judge else set()
        context = {
            "entry": self.entry,
            "line": line_of(self.entry),
            "explanations": self.entry.explanations.select_related("written_by", "decided_by"),
            "can_open": Dossier.objects.worked_by(self.user).filter(pk=self.entry.dossier_id).exists(),
            "can_explain": can_explain,
            "can_judge": can_judge,
            "explain": filled.get("explain") or ACTS["explain"].form(),
            "send_back": filled.get("send_back") or ACTS["send_back"].form(),
            "words_left": [
                form.data.get(key) for name, form in filled.items() if name not in shown for key in form.fields
            ],
            "problem": problem,
        }
        response = render(request, "dossiers/staff/late_entry.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response
