"""What the owner does to a dossier: withdraw it, rate the service."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import returning
from dossiers.forms.acting import RateForm, WithdrawForm
from dossiers.problems import DossierError, Incomplete
from dossiers.statuses import Action
from dossiers.views.owner.own import OwnerActView
from dossiers.views.people import person


class WithdrawView(OwnerActView):
    """Taking the dossier back, after asking."""

    action = Action.WITHDRAW

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first."""
        return self._ask(request, WithdrawForm(initial=(self.typed_before() or QueryDict()).dict()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Withdraw, or say who was faster."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self._ask(request, form, status=422)
        try:
            returning.withdraw(self.dossier, person(request), reason=form.cleaned_data["reason"])
        except DossierError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã rút hồ sơ."))
        return redirect("dossiers:detail", self.dossier.code)

    def _ask(self, request: HttpRequest, form: WithdrawForm, status: int = 200) -> HttpResponse:
        context = {
            "title": _("Rút hồ sơ %(code)s?") % {"code": self.dossier.code},
            "text": _("Cơ quan sẽ dừng giải quyết và bạn không nhận được kết quả. Muốn làm lại thì nộp hồ sơ mới."),
            "action": _("Rút hồ sơ"),
            "back_url": reverse("dossiers:detail", args=[self.dossier.code]),
            "is_dangerous": True,
            "form": form,
        }
        return render(request, "components/confirm_page.html", context, status=status)


class RateView(OwnerActView):
    """Saying how it went, once."""

    action = Action.RATE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the three answers."""
        return self._show(request, RateForm(initial=(self.typed_before() or QueryDict()).dict()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the rating."""
        form = RateForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        answer = form.cleaned_data
        try:
            returning.rate(self.dossier, person(request), score=answer["score"], comment=answer["comment"])
        except Incomplete as error:
            form.add_error(error.field or None, str(error))
            return self._show(request, form, status=422)
        except DossierError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Cảm ơn bạn đã đánh giá."))
        return redirect("dossiers:detail", self.dossier.code)

    def _show(self, request: HttpRequest, form: RateForm, status: int = 200) -> HttpResponse:
        return render(request, "dossiers/owner/rate.html", {"dossier": self.dossier, "form": form}, status=status)
