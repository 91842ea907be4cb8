"""The workbench of a dossier: looking at it, deciding, and seeing whole identity numbers for a stated reason."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dossiers import lifecycle, looks, paperwork, permissions
from dossiers.forms.deciding import RevealForm
from dossiers.problems import DossierError, Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from dossiers.views.staff import decisions
from dossiers.views.staff.bench import NEXT_KEY, BenchPage, language
from dossiers.views.staff.lost_words import words_without_place
from dossiers.work_list import next_to_do


class WorkView(BenchPage):
    """One dossier on one screen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, and log the look."""
        looks.note_opening(request, self.user, self.dossier)
        return self.show(request)


class ActView(BenchPage):
    """A decision, sent from the workbench."""

    def get(self, request: HttpRequest, action: str) -> HttpResponse:
        """Give back what was typed before the session ended; otherwise there is nothing to see at this address."""
        typed = getattr(request, "rescued_post", None)
        if typed is None or not decisions.is_known(action):
            return redirect("dossiers:work", self.dossier.code)
        actions = self.actions()
        forms = decisions.forms_for(self.dossier, actions, language(), typed)
        problem = _("Phiên làm việc đã hết khi bạn gửi. Những gì bạn nhập vẫn còn; hãy xem lại rồi gửi lần nữa.")
        left = words_without_place(self.dossier, language(), typed, forms)
        return self.show(request, actions=actions, forms=forms, problem=problem, words_left=left)

    def post(self, request: HttpRequest, action: str) -> HttpResponse:
        """Decide, or say why not with everything typed kept."""
        if not decisions.is_known(action):
            raise Http404
        request.session[NEXT_KEY] = "next" in request.POST
        actions = self.actions()
        forms = decisions.forms_for(self.dossier, actions, language(), request.POST, action)
        try:
            is_done = self._decide(request, action, actions, forms)
        except DossierError as error:
            return self._refused(request, action, actions, forms, error)
        if not is_done:
            return self.show(request, actions=actions, forms=forms, status=422)
        messages.success(request, decisions.done(action, self.dossier.code))
        return self._onward(request, action)

    @transaction.atomic
    def _decide(self, request: HttpRequest, action: str, actions: list[str], forms: decisions.Forms) -> bool:
        """Under the dossier's lock: it is still as the person saw it, it is their turn, and nothing is missing."""
        with lifecycle.locked(self.dossier) as current:
            needed = Action.RECEIVE if action == decisions.SAVE else Action(action)
            lifecycle.require_possible(current, needed)
            lifecycle.require_unchanged(current, request.POST.get("sequence", ""))
            permissions.require(current, needed, self.user)
            if needed not in actions:
                raise NotAllowedNow(lifecycle.acted_meanwhile(current))
            if not decisions.judge(action, forms):
                return False
            decisions.carry_out(action, current, self.user, forms)
        return True

    def _refused(
        self, request: HttpRequest, action: str, actions: list[str], forms: decisions.Forms, error: DossierError
    ) -> HttpResponse:
        if isinstance(error, Incomplete):
            if decisions.place(error, forms):
                return self.show(request, actions=actions, forms=forms, status=422)
            return self.show(request, actions=actions, forms=forms, status=422, problem=str(error))
        if self._is_done_already(action):
            messages.info(request, _("Việc này đã được ghi nhận từ trước, không làm lại lần nữa."))
            return self._onward(request, action)
        status = 403 if isinstance(error, NotYours) else 409
        self.dossier.refresh_from_db()
        open_now = self.actions()
        kept = decisions.forms_for(self.dossier, open_now, language(), request.POST)
        left = words_without_place(self.dossier, language(), request.POST, kept)
        return self.show(request, actions=open_now, forms=kept, status=status, problem=str(error), words_left=left)

    def _is_done_already(self, action: str) -> bool:
        """Whether the same person did the same just before: a form sent twice counts once."""
        last = self.dossier.events.order_by("-sequence").first()
        return last is not None and last.action == action and last.actor_id == self.user.pk

    def _onward(self, request: HttpRequest, action: str) -> HttpResponse:
        if action != decisions.SAVE and request.session.get(NEXT_KEY):
            following = next_to_do(self.user, self.dossier)
            return redirect("dossiers:work", following.code) if following else redirect("dossiers:desk")
        return redirect("dossiers:work", self.dossier.code)


class RetryPaperView(BenchPage):
    """Trying again at once to make a document that the worker could not make."""

    def get(self, request: HttpRequest, kind: str, number: int) -> HttpResponse:
        """Show the dossier: there is nothing else to see here."""
        return redirect("dossiers:work", self.dossier.code)

    def post(self, request: HttpRequest, kind: str, number: int) -> HttpResponse:
        """Let the worker try now; pressing twice, or after it was made, harms nothing."""
        if paperwork.retry(self.dossier, kind, number):
            messages.success(request, _("Hệ thống đang lập lại văn bản này."))
        else:
            messages.info(request, _("Văn bản này đã được lập hoặc đang được lập."))
        return redirect("dossiers:work", self.dossier.code)


class RevealView(BenchPage):
    """Whole identity numbers, in this one answer only, after a reason was given and logged."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show nothing here: the numbers never stand behind an address."""
        return redirect("dossiers:work", self.dossier.code)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log the look, then show."""
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.show(request, reveal=form, status=422)
        looks.note_reveal(request, self.user, self.dossier, form.reason())
        self.is_revealed = True
        return self.show(request)
