"""Where broadcasts are announced, prolonged, ended, and seen with the tickets that speak of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.broadcasts import announcing, answering_together, linking
from hotline.broadcasts.forms import AnnounceForm, EndForm, ExtendForm
from hotline.models import Broadcast, BroadcastKind
from hotline.problems import Incomplete, NotYours
from hotline.views.asking import AskView
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
        if request.headers.get("HX-Request"):
            return render(request, "hotline/broadcasts/_linked.html", context)
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


class FormView(AskView):
    """A page of one broadcast with one form; `write` does what it is for and gives the broadcast to show then."""

    form_class: type[forms.Form]
    done: ClassVar[str | Promise]
    address: dict[str, Any]
    shown: int | None

    def find(self, **kwargs: Any) -> None:
        """Keep what the address names; a new broadcast has no page yet."""
        self.address, self.shown = kwargs, kwargs.get("pk")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """The form of the page."""
        return self.form_class(data, initial=initial)

    def act(self, form: Any) -> str:
        """Do it."""
        self.shown = self.write(form)
        return str(self.done)

    def write(self, form: Any) -> int:
        """What the page is for; the key of the broadcast to show then."""
        raise NotImplementedError

    def back(self) -> str:
        """The broadcast, or the list of all."""
        shown = self.shown
        return reverse("hotline:desk-broadcast", args=[shown]) if shown else reverse("hotline:desk-broadcasts")


@access_rule(ANNOUNCING)
class AnnounceView(FormView):
    """A new broadcast."""

    form_class = AnnounceForm
    title = _("Thông báo mới")
    button = _("Thông báo cho mọi người")
    done = _("Thông báo đã hiện ra với mọi người.")

    def initial(self) -> dict[str, Any]:
        """An incident begins now."""
        return {"begins_at": timezone.localtime().replace(second=0, microsecond=0)}

    def write(self, form: Any) -> int:
        """Announce it; whoever speaks of some units only is told so where units are written."""
        try:
            return int(announcing.announce(self.user, form.notice()).pk)
        except NotYours as error:
            raise Incomplete(str(error), "units") from error


@access_rule(ANNOUNCING)
class ExtendView(FormView):
    """It lasts longer."""

    form_class = ExtendForm
    title = _("Kéo dài thông báo")
    button = _("Kéo dài")
    done = _("Đã ghi thời gian mới.")

    def write(self, form: Any) -> int:
        """Write it down."""
        broadcast = get_object_or_404(Broadcast, pk=self.shown)
        announcing.extend(broadcast, self.user, **form.cleaned_data)
        return int(broadcast.pk)


@access_rule(ANNOUNCING)
class EndView(FormView):
    """It is over."""

    form_class = EndForm
    title = _("Kết thúc thông báo?")
    text = _("Thông báo không còn hiện ở các trang; lịch sử vẫn được công khai.")
    button = _("Kết thúc")
    done = _("Thông báo đã kết thúc.")

    def write(self, form: Any) -> int:
        """End it."""
        broadcast = get_object_or_404(Broadcast, pk=self.shown)
        announcing.end(broadcast, self.user, **form.cleaned_data)
        return int(broadcast.pk)
