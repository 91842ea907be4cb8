"""The telephone at the desk: what rings, what waits to be called back, and the page of one call."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from dossiers.views.people import person
from hotline import callers, calls, guidance
from hotline.answering import Unanswered
from hotline.forms.calling import CallForm, CloseForm, NumberForm, PromiseForm
from hotline.menus import LISTENING
from hotline.models import Call, CallState
from hotline.problems import HotlineError, Incomplete, NotAllowedNow
from hotline.roster import handing_over, ringing
from hotline.urgent_words import is_urgent
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.vietnamese import normalise

_NEVER_KEPT = ("csrfmiddlewaretoken", "do", "note", "call_back_at")
_MOST_LETTERS = 6000


@access_rule(LISTENING)
class CallsView(View):
    """What rings and what waits; a number typed here begins a call."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the lists, or only what rings to a page that asks again every few seconds."""
        if request.headers.get("HX-Target") == "ringing":
            return _private(
                render(request, "hotline/staff/_ringing.html", {"ringing": ringing.for_operator(person(request))})
            )
        return self._show(request, NumberForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a call with the number on the display."""
        form = NumberForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect("hotline:call", calls.begin(person(request), form.cleaned_data["phone"]).public_id)

    def _show(self, request: HttpRequest, form: NumberForm, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {
            "form": form,
            "ringing": ringing.for_operator(person(request)),
            "unfinished": calls.unfinished(person(request)),
            "to_call_back": calls.to_call_back()[:50],
            "unread": handing_over.unread(person(request)),
            "now": timezone.now(),
        }
        return _private(render(request, "hotline/staff/calls.html", context, status=status))


class OneCallView(View):
    """What all pages of one call share: the call among the operator's; 404 for another's."""

    call: Call
    user: User

    def dispatch(self, request: HttpRequest, *args: object, public_id: object, **kwargs: object) -> HttpResponseBase:
        """Find it."""
        self.user = person(request)
        self.call = get_object_or_404(calls.calls_of(self.user), public_id=public_id)
        return super().dispatch(request, *args, **kwargs)


@access_rule(LISTENING)
class TakeView(OneCallView):
    """Answering what rings, or calling back what was missed or promised."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: object, public_id: object, **kwargs: object) -> HttpResponseBase:
        """Any call: a promise may be kept by a colleague, and who was faster is told by name."""
        self.user, self.call = person(request), get_object_or_404(Call, public_id=public_id)
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it; whoever was faster is named."""
        try:
            is_promise = self.call.state == CallState.DONE
            taken = (calls.return_call if is_promise else calls.take)(self.call, self.user)
        except NotAllowedNow as error:
            messages.error(request, str(error))
            return redirect("hotline:calls")
        return redirect("hotline:call", taken.public_id)


@access_rule(LISTENING)
class KeepView(OneCallView):
    """Keeps what is typed while it is typed; refuses nothing that can be kept."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it and say when."""
        try:
            saved_at = timezone.localtime(calls.keep(self.call, self.user, _typed(request)))
        except NotAllowedNow as error:
            return JsonResponse({"error": str(error)}, status=HTTPStatus.CONFLICT)
        return JsonResponse({"saved_at": f"{saved_at:%H:%M}"})


@access_rule(LISTENING)
class CallView(OneCallView):
    """One call: who is calling, what to say, and what becomes of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it as it was left."""
        if self.call.state == CallState.RINGING or self.call.operator_id is None:
            return redirect("hotline:calls")
        rescued = getattr(request, "rescued_post", None)
        typed = rescued.dict() if rescued else self.call.typed
        return self._show(request, CallForm(initial={"phone": self.call.phone, **typed}), typed)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look something up, or end the call one way or the other; every word is kept when it can't end."""
        if self.call.state != CallState.TALKING:
            messages.error(request, _("Cuộc gọi này đã kết thúc."))
            return redirect("hotline:call", self.call.public_id)
        ends = {"file": self._file, "close": self._close, "promise": self._promise}
        try:
            return ends.get(request.POST.get("do", ""), self._find)(request)
        except NotAllowedNow as error:  # it ended in another window meanwhile
            messages.error(request, str(error))
            return redirect("hotline:call", self.call.public_id)

    def _find(self, request: HttpRequest) -> HttpResponse:
        calls.keep(self.call, self.user, _typed(request))
        return self._show(request, CallForm(initial=_typed(request)), _typed(request))

    def _file(self, request: HttpRequest) -> HttpResponse:
        form = CallForm(request.POST)
        if form.is_valid():
            try:
                calls.settle(self.call, self.user, form.report(), form.cleaned_data["answer"])
            except Unanswered as error:
                form.add_error("answer", " ".join(error.faults.values()))
            except HotlineError as error:
                _tell(form, error)
            else:
                return redirect("hotline:call", self.call.public_id)
        return self._refused(request, form)

    def _close(self, request: HttpRequest) -> HttpResponse:
        closing = CloseForm(request.POST)
        if closing.is_valid():
            calls.close(self.call, self.user, closing.cleaned_data["note"])
            messages.success(request, _("Đã kết thúc cuộc gọi."))
            return redirect("hotline:calls")
        return self._refused(request, closing=closing)

    def _promise(self, request: HttpRequest) -> HttpResponse:
        promise = PromiseForm(request.POST)
        calls.keep(self.call, self.user, _typed(request))
        if promise.is_valid():
            told = promise.cleaned_data
            try:
                calls.promise(self.call, self.user, told["call_back_at"], told["note"], told["phone"])
            except HotlineError as error:
                _tell(promise, error)
            else:
                messages.success(request, _("Đã hẹn gọi lại."))
                return redirect("hotline:calls")
        return self._refused(request, promise=promise)

    def _refused(self, request: HttpRequest, form: CallForm | None = None, **others: forms.Form) -> HttpResponse:
        calls.keep(self.call, self.user, _typed(request))
        shown = form or CallForm(initial=_typed(request))
        return self._show(request, shown, _typed(request), HTTPStatus.UNPROCESSABLE_ENTITY, **others)

    def _show(
        self, request: HttpRequest, form: CallForm, typed: dict[str, Any], status: int = HTTPStatus.OK, **others: Any
    ) -> HttpResponse:
        asked, told = str(typed.get("find") or self.call.phone), normalise(str(typed.get("content") or ""))
        context: dict[str, Any] = {
            "call": self.call,
            "form": form,
            "closing": CloseForm(),
            "promise": PromiseForm(),
            "known": callers.known_of(self.user, asked, request),
            "asked": asked,
            "guidance": guidance.for_words(told),
            "is_urgent": is_urgent(told),
            "secret": calls.secret_to_tell(self.call, self.user),
            "autosave_url": reverse("hotline:call-keep", args=[self.call.public_id]),
        }
        return _private(render(request, "hotline/staff/call.html", context | others, status=status))


def _typed(request: HttpRequest) -> dict[str, str]:
    said = request.POST.items()
    return {name: str(value)[:_MOST_LETTERS] for name, value in said if name not in _NEVER_KEPT}


def _tell(form: forms.Form, error: HotlineError) -> None:
    field = error.field if isinstance(error, Incomplete) else ""
    form.add_error(field if field in form.fields else None, str(error))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
