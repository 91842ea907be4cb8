"""Where broadcasts are announced, prolonged, ended, and seen with the tickets that speak of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.answering import Unanswered
from hotline.broadcasts import announcing, answering_together, linking
from hotline.broadcasts.forms import AnnounceForm, EndForm, ExtendForm
from hotline.models import Broadcast, BroadcastKind
from hotline.problems import HotlineError, Incomplete, NotYours
from hotline.visibility import hears_everything
from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key
from units.access import staff_rule

ANNOUNCING = staff_rule(*announcing.ANNOUNCING_ROLES)
_SHOWN_TICKETS = 200


@access_rule(ANNOUNCING)
@require_safe
def list_for_staff(request: HttpRequest) -> HttpResponse:
    """All broadcasts, newest first."""
    page = page_by_key(Broadcast.objects.all(), ByKey.read(request.GET.dict()))
    return render(request, "hotline/broadcasts/staff_list.html", {"page": page})


@access_rule(ANNOUNCING)
@require_safe
def show_for_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """One, with its tickets: those linked, those that may speak of it, and the answer to all of them."""
    shown = get_object_or_404(Broadcast.objects.prefetch_related("units", "procedures", "events__actor"), pk=pk)
    context: dict[str, Any] = {
        "shown": shown,
        "may_act": shown.ended_at is None and announcing.may_announce(person(request), list(shown.units.all())),
    }
    if shown.kind == BroadcastKind.INCIDENT and hears_everything(person(request)):
        context |= _tickets_of(shown, request)
    return render(request, "hotline/broadcasts/staff_one.html", context)


def _tickets_of(shown: Broadcast, request: HttpRequest) -> dict[str, Any]:
    linked = list(shown.tickets.select_related("ticket").order_by("pk")[:_SHOWN_TICKETS])
    joint = answering_together.waiting_of(shown)
    return {
        "links_tickets": True,
        "linked": linked,
        "answered": sum(row.answer_id is not None for row in linked),
        "suggested": list(linking.suggested(shown, person(request))[: linking.MOST_SUGGESTED]),
        "joint": joint,
        "joint_text": answering_together.as_text(joint.parts) if joint else None,
        "may_approve": joint is not None and not joint.approved_at and joint.written_by_id != request.user.pk,
    }


class FormView(View):
    """A page with one form: does what it is for, or says what is missing with every word kept."""

    form: type[forms.Form]
    title: Any
    text: Any = ""
    button: Any
    done: Any
    is_dangerous = False

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Ask."""
        rescued = getattr(request, "rescued_post", None)
        return self._show(request, self.form(initial=rescued.dict() if rescued else self.initial()), address)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Do it and lead on."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self._show(request, form, address, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            goes_to = self.act(request, form, **address)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            _tell(form, error)
            status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, Incomplete) else HTTPStatus.CONFLICT
            return self._show(request, form, address, status)
        messages.success(request, str(self.done))
        return redirect("hotline:desk-broadcast", goes_to)

    def initial(self) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def act(self, request: HttpRequest, form: Any, **address: Any) -> int:
        """What the page is for; the key of the broadcast to show then."""
        raise NotImplementedError

    def _show(
        self, request: HttpRequest, form: forms.Form, address: dict[str, Any], status: int = HTTPStatus.OK
    ) -> HttpResponse:
        pk = address.get("pk")
        back = reverse("hotline:desk-broadcast", args=[pk]) if pk else reverse("hotline:desk-broadcasts")
        context = {"form": form, "act": self, "back_url": back}
        return render(request, "hotline/broadcasts/act.html", context, status=status)


@access_rule(ANNOUNCING)
class AnnounceView(FormView):
    """A new broadcast."""

    form = AnnounceForm
    title = _("Thông báo mới")
    button = _("Thông báo cho mọi người")
    done = _("Thông báo đã hiện ra với mọi người.")

    def initial(self) -> dict[str, Any]:
        """An incident begins now."""
        return {"begins_at": timezone.localtime().replace(second=0, microsecond=0)}

    def act(self, request: HttpRequest, form: Any, **_address: Any) -> int:
        """Announce it; whoever speaks of some units only is told so where units are written."""
        try:
            return int(announcing.announce(person(request), form.notice()).pk)
        except NotYours as error:
            raise Incomplete(str(error), "units") from error


@access_rule(ANNOUNCING)
class ExtendView(FormView):
    """It lasts longer."""

    form = ExtendForm
    title = _("Kéo dài thông báo")
    button = _("Kéo dài")
    done = _("Đã ghi thời gian mới.")

    def act(self, request: HttpRequest, form: Any, **address: Any) -> int:
        """Write it down."""
        broadcast = get_object_or_404(Broadcast, pk=address["pk"])
        announcing.extend(broadcast, person(request), **form.cleaned_data)
        return int(broadcast.pk)


@access_rule(ANNOUNCING)
class EndView(FormView):
    """It is over."""

    form = EndForm
    title = _("Kết thúc thông báo?")
    text = _("Thông báo không còn hiện ở các trang; lịch sử vẫn được công khai.")
    button = _("Kết thúc")
    done = _("Thông báo đã kết thúc.")

    def act(self, request: HttpRequest, form: Any, **address: Any) -> int:
        """End it."""
        broadcast = get_object_or_404(Broadcast, pk=address["pk"])
        announcing.end(broadcast, person(request), **form.cleaned_data)
        return int(broadcast.pk)


def _tell(form: forms.Form, error: HotlineError) -> None:
    faults = error.faults if isinstance(error, Unanswered) else {getattr(error, "field", ""): str(error)}
    for field, message in faults.items():
        form.add_error(field if field in form.fields else None, message)
