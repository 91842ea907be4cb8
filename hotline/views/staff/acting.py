"""The page of one act of staff."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hotline.menus import AT_WORK
from hotline.problems import HotlineError, Incomplete, NotYours
from hotline.views.asking import tell
from hotline.views.staff.acts import ACTS
from hotline.views.staff.bench import DeskView
from hotline.views.staff.one_act import Act
from portal.accounts.rules import access_rule

_BY_SLUG = {act.slug: act for act in ACTS}


@access_rule(AT_WORK)
class DeskActView(DeskView):
    """Asks for what the act needs, and does it."""

    def get(self, request: HttpRequest, act: str) -> HttpResponse:
        """Ask, with what was typed before the session ended."""
        wanted = self._act(act)
        rescued = getattr(request, "rescued_post", None)
        initial = rescued.dict() if rescued else wanted.initial(self.ticket)
        return self._show(request, wanted, wanted.form(initial=initial))

    def post(self, request: HttpRequest, act: str) -> HttpResponse:
        """Do it and go back to the ticket, or say what is missing with every word kept."""
        wanted = self._act(act)
        form = wanted.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, wanted, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            wanted.do(self.ticket, self.user, form)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            tell(form, error)
            status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, Incomplete) else HTTPStatus.CONFLICT
            return self._show(request, wanted, form, status)
        messages.success(request, str(wanted.done))
        return redirect("hotline:desk-ticket", self.ticket.code)

    def _act(self, slug: str) -> Act:
        if slug not in _BY_SLUG:
            raise Http404
        return _BY_SLUG[slug]

    def _show(self, request: HttpRequest, act: Act, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {
            "ticket": self.ticket,
            "act": act,
            "form": form,
            "back_url": reverse("hotline:desk-ticket", args=[self.ticket.code]),
        }
        return render(request, "hotline/staff/act.html", context, status=status)
