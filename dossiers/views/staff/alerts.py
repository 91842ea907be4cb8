"""The page of alerts, and settling one with a note."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View as BaseView

from dossiers import alert_list, alerts
from dossiers.alert_kinds import AlertKind
from dossiers.alert_list import Question, View
from dossiers.forms.alerts import SettleForm
from dossiers.menus import CASEWORK
from dossiers.models import Alert
from dossiers.problems import DossierError
from dossiers.views.people import person
from portal.accounts.models import User
from portal.accounts.rules import access_rule


@access_rule(CASEWORK)
def list_alerts(request: HttpRequest) -> HttpResponse:
    """Show the person's alerts."""
    question = Question.read(request.GET.dict())
    context = {
        "question": question,
        "page": alert_list.page_of(person(request), question),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "kinds": AlertKind.choices,
        "unseen": alert_list.unseen_by(person(request)),
        "cap": alert_list.COUNT_CAP,
        "unfiltered": f"?xem={question.view}",
    }
    return _private(render(request, "dossiers/staff/alerts.html", context))


@access_rule(CASEWORK)
class SettleView(BaseView):
    """One alert of the person's own; 404 for every other."""

    alert: Alert
    user: User

    def dispatch(self, request: HttpRequest, *args: object, pk: int, **kwargs: object) -> HttpResponseBase:
        """Find the alert among the person's own."""
        self.user = person(request)
        own = Alert.objects.addressed_to(self.user).select_related("dossier", "unit", "seen_by", "settled_by")
        self.alert = get_object_or_404(own, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, with what was typed before the session ended."""
        return self._show(request, SettleForm(getattr(request, "rescued_post", None)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that it was seen, or settle it, or say why not with the note kept."""
        if "seen" in request.POST:
            return self._see(request)
        form = SettleForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            alerts.settle(self.alert, self.user, form.cleaned_data["note"])
        except DossierError as error:
            self.alert.refresh_from_db()
            return self._show(request, form, status=HTTPStatus.CONFLICT, problem=str(error))
        messages.success(request, _("Đã giải quyết cảnh báo về hồ sơ %(code)s.") % {"code": self.alert.dossier.code})
        return redirect("dossiers:alerts")

    def _see(self, request: HttpRequest) -> HttpResponse:
        if alerts.see(self.alert, self.user):
            words = _("Đã ghi là đã xem cảnh báo về hồ sơ %(code)s.")
            messages.success(request, words % {"code": self.alert.dossier.code})
        else:
            messages.info(request, _("Cảnh báo này đã có người xem trước đó."))
        return redirect("dossiers:alerts")

    def _show(
        self, request: HttpRequest, form: SettleForm, *, status: int = HTTPStatus.OK, problem: str = ""
    ) -> HttpResponse:
        context = {"alert": self.alert, "form": form, "problem": problem}
        return _private(render(request, "dossiers/staff/alert.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
