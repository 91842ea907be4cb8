"""One ticket at the desk: what was told, what happened, the answers, and the acts that are possible now."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View

from dossiers.views.people import person
from hotline import timeline, visibility
from hotline.attachments import showing
from hotline.duplicates import showing as duplicates_beside
from hotline.forms.handling import RevealForm
from hotline.menus import AT_WORK
from hotline.models import Sample, Ticket
from hotline.views.staff.acts import ACTS
from portal.accounts.access_log import record_look
from portal.accounts.models import User
from portal.accounts.rules import access_rule


class DeskView(View):
    """A page of one ticket in the person's reach; 404 for every other."""

    ticket: Ticket
    user: User

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Find the ticket among the person's."""
        self.user = person(request)
        self.ticket = get_object_or_404(Ticket.objects.visible_to(self.user).for_pages(), code=code)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


@access_rule(AT_WORK)
class BenchView(DeskView):
    """The ticket; who sent it stays hidden until somebody says why they need to know."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self._show(request, RevealForm(), is_revealed=False)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show who the reporter is, after the look was written into the access log (Luật 91/2025/QH15)."""
        form = RevealForm(request.POST)
        if not visibility.may_know_reporter(self.user, self.ticket):
            return self._show(request, RevealForm(), is_revealed=False, status=HTTPStatus.FORBIDDEN)
        if not form.is_valid():
            return self._show(request, form, is_revealed=False, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        with override("vi"):
            why = _("Xem người phản ánh: %(why)s") % {"why": form.cleaned_data["why"]}
        record_look(self.user, self.ticket, why, request, owner=self.ticket.user)
        return self._show(request, form, is_revealed=True)

    def _show(
        self, request: HttpRequest, form: RevealForm, *, is_revealed: bool, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        ticket = self.ticket
        context = {
            "ticket": ticket,
            "state": timeline.shown_state(ticket),
            "items": timeline.whole(ticket),
            "duplicates": duplicates_beside.for_desk(self.user, ticket),
            "files": showing.for_desk(self.user, ticket),
            "answers": ticket.answers.select_related("written_by", "read_by", "approved_by")
            .prefetch_related("causes__cause")
            .order_by("-number"),
            "rated": Sample.objects.filter(answer__ticket=ticket, rated_at__isnull=False).order_by("pk"),
            "acts": [act for act in ACTS if act.is_open(ticket, self.user)],
            "may_reveal": visibility.may_know_reporter(self.user, ticket),
            "is_revealed": is_revealed,
            "reveal": form,
        }
        return render(request, "hotline/staff/ticket.html", context, status=status)
