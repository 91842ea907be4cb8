"""Pages of absences: who is away now and soon, writing one down, changing it, ending it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.accounts.models import User
from portal.accounts.rules import access_rule

from . import absences
from .absence_form import AbsenceForm
from .access import STAFF
from .models import Absence


@access_rule(STAFF)
def list_absences(request: HttpRequest) -> HttpResponse:
    """What the person may see of today and later, with what nobody covers."""
    user = cast("User", request.user)
    found = list(absences.seen_by(user))
    context = {
        "absences": found,
        "gaps": absences.gaps_in(found),
        "colleagues": absences.colleagues_of(user),
    }
    return render(request, "units/staff/absences.html", context)


@access_rule(STAFF)
class NewPage(View):
    """Writing down an absence: one's own, or that of the colleague whom the address names."""

    absence: Absence

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Find out whose it is; 404 for whoever is not the person's to write for."""
        self.absence = self.find(cast("User", request.user), request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def find(self, user: User, request: HttpRequest, **_kwargs: object) -> Absence:
        """An absence that is not written yet."""
        named = request.GET.get("nguoi", "")
        if not named:
            return Absence(user=user)
        who = next((one for one in absences.colleagues_of(user) if str(one.public_id) == named), None)
        if who is None:
            raise Http404
        return Absence(user=who)

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Ask, with what was typed before the session ended."""
        return self._show(request, self._form(request, getattr(request, "rescued_post", None)))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Write it, or say what is wrong with everything typed kept."""
        form = self._form(request, request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            absences.write(self.absence, cast("User", request.user), form.period(), form.stand_ins())
        except ValidationError as error:
            form.add_error(None, error)
            return self._show(request, form, status=422)
        messages.success(request, _("Đã ghi thời gian vắng mặt của %(name)s.") % {"name": self.absence.user.full_name})
        return redirect("absences:list")

    def _form(self, request: HttpRequest, data: QueryDict | None) -> AbsenceForm:
        return AbsenceForm(data, absence=self.absence, by=cast("User", request.user))

    def _show(self, request: HttpRequest, form: AbsenceForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "absence": self.absence, "is_own": self.absence.user_id == request.user.pk}
        return render(request, "units/staff/absence.html", context, status=status)


@access_rule(STAFF)
class ChangePage(NewPage):
    """Changing one that is not over."""

    def find(self, user: User, request: HttpRequest, **kwargs: object) -> Absence:
        """The absence of the address."""
        return _found(user, kwargs["pk"])


@access_rule(STAFF)
class EndPage(View):
    """The person is back, or does not go."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it: there is nothing else to see here."""
        return redirect("absences:change", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it today."""
        user = cast("User", request.user)
        absence = _found(user, pk)
        absences.end(absence, user)
        messages.success(request, _("%(name)s có mặt lại từ hôm nay.") % {"name": absence.user.full_name})
        return redirect("absences:list")


def _found(user: User, pk: object) -> Absence:
    return get_object_or_404(absences.seen_by(user), pk=pk)
