"""The door: what the hotline is for, the form, and the page with the code and its secret."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from hotline import intake, proof_of_work, throttling
from hotline.answer_base import suggesting
from hotline.answer_base.finding import Found
from hotline.forms.sending import ReportForm, known_of
from hotline.kinds import Severity
from hotline.models import Ticket
from hotline.problems import Incomplete
from hotline.views.public import keys
from portal.accounts.models import User
from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
def show_door(request: HttpRequest) -> HttpResponse:
    """Tell what the hotline is for and where to go."""
    return render(request, "hotline/door.html")


@access_rule(PUBLIC)
class SendView(View):
    """The form; it needs neither account nor scripts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it with what is known already."""
        known = known_of(request.user) if isinstance(request.user, User) else {}
        initial = {**known, "dossier": request.GET.get("ho-so", "")[:60], "kind": request.GET.get("loai", "")}
        rescued = getattr(request, "rescued_post", None)
        return self._show(request, ReportForm(initial=(rescued.dict() if rescued else initial)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the report in and lead to its code; otherwise say what is missing, with every word kept."""
        if request.FILES and throttling.is_over(throttling.ATTACHED, request.META.get("REMOTE_ADDR", "")):
            form = ReportForm(request.POST)
            form.add_error("attachments", _("Từ địa chỉ mạng này vừa có quá nhiều tệp. Hãy thử lại sau mười phút."))
            return self._show(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        form = ReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if helping := suggesting.before_sending(form.cleaned_data, request.POST):
            return self._show(request, form, helping=helping)
        limit = throttling.SENT_WITH_PROOF if form.has_proof else throttling.SENT_WITHOUT_PROOF
        if throttling.is_over(limit, request.META.get("REMOTE_ADDR", "")):
            form.add_error(
                None, _("Từ địa chỉ mạng này vừa có quá nhiều phản ánh. Hãy thử lại sau mười phút, hoặc gọi.")
            )
            return self._show(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        user = request.user if isinstance(request.user, User) else None
        try:
            filed = intake.file(form.report(), key=str(form.key), user=user, files=form.chosen)
        except Incomplete as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        response = redirect("hotline:sent", filed.ticket.code)
        keys.hand_over(request, response, keys.Key(filed.ticket.code, filed.secret))
        return response

    def _show(
        self, request: HttpRequest, form: ReportForm, status: int = HTTPStatus.OK, helping: Sequence[Found] = ()
    ) -> HttpResponse:
        context = {
            "form": form,
            "helping": helping,
            "bits": proof_of_work.BITS,
            "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))],
        }
        response = render(request, "hotline/send.html", context, status=status)
        response["Cache-Control"] = "private, no-cache"
        return response


@access_rule(PUBLIC)
@never_cache
def show_sent(request: HttpRequest, code: str) -> HttpResponse:
    """Show the code and its secret to the browser that sent it; every other one is asked for the secret."""
    key = keys.key_to(request, code)
    ticket = Ticket.objects.filter(code=code).first() if key else None
    if key is None or ticket is None:
        return redirect("hotline:follow")
    context = {"ticket": ticket, "secret": key.secret, "is_urgent": ticket.severity == Severity.URGENT}
    return render(request, "hotline/sent.html", context)
