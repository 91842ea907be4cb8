"""Linking tickets to an incident, and taking one off it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from dossiers.views.people import person
from hotline.broadcasts import linking
from hotline.broadcasts.views.staff import FormView
from hotline.forms.handling import ReasonForm
from hotline.models import Broadcast, BroadcastKind, Ticket
from hotline.visibility import TRUSTED_ROLES
from portal.accounts.rules import access_rule
from units.access import staff_rule

AT_THE_HOTLINE = staff_rule(*TRUSTED_ROLES)


@access_rule(AT_THE_HOTLINE)
class LinkView(View):
    """The ticked tickets of the list."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Link those that are in the person's reach and still open."""
        broadcast = get_object_or_404(Broadcast, pk=pk, kind=BroadcastKind.INCIDENT)
        codes = [code[:40].replace("\0", "") for code in request.POST.getlist("ticket")[: linking.MOST_SUGGESTED]]
        found = Ticket.objects.visible_to(person(request)).filter(code__in=codes).order_by("pk")
        count = linking.link(broadcast, found, person(request))
        told = ngettext("Đã gắn %(count)d phản ánh.", "Đã gắn %(count)d phản ánh.", count) % {"count": count}
        messages.success(request, told)
        return redirect("hotline:desk-broadcast", pk)


@access_rule(AT_THE_HOTLINE)
class UnlinkView(FormView):
    """This ticket is another matter."""

    form_class = ReasonForm
    title = _("Tách phản ánh khỏi sự cố")
    text = _("Phản ánh sẽ được trả lời riêng.")
    button = _("Tách ra")
    done = _("Đã tách phản ánh khỏi sự cố.")

    def write(self, form: Any) -> int:
        """Take it off."""
        mine = Ticket.objects.visible_to(self.user)
        ticket = get_object_or_404(mine, code=self.address["code"], incident__broadcast=self.address["pk"])
        linking.unlink(ticket, self.user, form.cleaned_data["reason"])
        return int(self.address["pk"])
