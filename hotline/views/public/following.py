"""Following a ticket by code and secret, or by the account that sent it; and what its reporter does there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from hotline import following, log, throttling, timeline
from hotline.attachments import showing
from hotline.forms.following import UnlockForm
from hotline.kinds import Action, Severity
from hotline.models import Ticket
from hotline.problems import HotlineError, Incomplete
from hotline.secret_codes import opens
from hotline.views.public import keys
from portal.accounts.models import User
from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class UnlockView(View):
    """Asks for code and secret; below, the tickets that this account sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the two boxes."""
        return self._show(request, UnlockForm(initial={"code": request.GET.get("ma", "")[:60]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the ticket, or say that the two do not fit."""
        form = UnlockForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if throttling.is_over(throttling.UNLOCKED, request.META.get("REMOTE_ADDR", "")):
            form.add_error(None, _("Bạn thử quá nhiều lần. Hãy thử lại sau một phút."))
            return self._show(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            ticket = following.unlock(form.cleaned_data["code"], form.cleaned_data["secret"])
        except following.WrongKey:
            form.add_error("secret", _("Mã phản ánh và mã bí mật không khớp. Hãy xem lại cả hai mã."))
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        response = redirect("hotline:ticket", ticket.code)
        keys.hand_over(request, response, keys.Key(ticket.code, form.cleaned_data["secret"]))
        return response

    def _show(self, request: HttpRequest, form: UnlockForm, status: int = HTTPStatus.OK) -> HttpResponse:
        own = Ticket.objects.sent_by(request.user)[:20] if isinstance(request.user, User) else []
        context = {"form": form, "own": own, "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))]}
        return render(request, "hotline/follow.html", context, status=status)


class OwnTicketView(View):
    """A page of one ticket for its reporter: 302 to the two boxes for everybody else, whether it exists or not."""

    ticket: Ticket

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Find the ticket by the account or by the keys of the browser."""
        ticket = Ticket.objects.for_pages().filter(code=code).first()
        if ticket is None or not _is_reporter(request, ticket):
            return redirect("hotline:follow")
        self.ticket = ticket
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


def _is_reporter(request: HttpRequest, ticket: Ticket) -> bool:
    if isinstance(request.user, User) and ticket.user_id == request.user.pk:
        return True
    key = keys.key_to(request, ticket.code)
    return key is not None and opens(key.secret, ticket.secret_hash)


@access_rule(PUBLIC)
class TicketView(OwnTicketView):
    """The way of the ticket, its answer, and what can be done now."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        ticket = self.ticket
        context = {
            "ticket": ticket,
            "state": timeline.shown_state(ticket),
            "items": timeline.told_of(ticket),
            "files": showing.for_reporter(ticket),
            "answers": ticket.answers.filter(sent_at__isnull=False).select_related("unit").order_by("-number"),
            "is_urgent": ticket.severity == Severity.URGENT and ticket.is_open,
            "can_add": log.is_possible(ticket, Action.ADD_FACTS),
            "can_confirm": following.may_confirm(ticket),
            "can_reopen": log.is_possible(ticket, Action.REOPEN),
            "can_rate": following.may_rate(ticket),
            "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))],
        }
        return render(request, "hotline/ticket.html", context)


class ActView(OwnTicketView):
    """One act of the reporter: its own page with its form."""

    form: type[forms.Form]
    title: Any
    text: Any = ""
    button: Any
    done: Any

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return self._show(request, self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it and go back to the ticket, or say what is missing with every word kept."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self.act(form)
        except Incomplete as error:
            form.add_error(error.field or None, str(error))
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except HotlineError as error:
            form.add_error(None, str(error))
            return self._show(request, form, HTTPStatus.CONFLICT)
        messages.success(request, self.done)
        return redirect("hotline:ticket", self.ticket.code)

    def act(self, form: Any) -> None:
        """What the page is for."""
        raise NotImplementedError

    def _show(self, request: HttpRequest, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "text": self.text,
            "action": self.button,
            "back_url": reverse("hotline:ticket", args=[self.ticket.code]),
        }
        return render(request, "components/confirm_page.html", context, status=status)
