"""How work is shared out in an agency: one choice for each role of each unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from dossiers import assignment_policy
from dossiers.forms.assigning import SharingForm
from dossiers.menus import IN_CHARGE
from dossiers.views.people import person
from portal.accounts.rules import access_rule


@access_rule(IN_CHARGE)
class SharingPage(View):
    """The ways of the agencies in which the person leads or administers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, with what was chosen before the session ended."""
        shares = assignment_policy.shares_of(person(request))
        return self._show(request, SharingForm(getattr(request, "rescued_post", None), shares=shares))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what changed."""
        user = person(request)
        form = SharingForm(request.POST, shares=assignment_policy.shares_of(user))
        if not form.is_valid():
            return self._show(request, form, status=422)
        assignment_policy.set_ways(user, form.cleaned_data)
        messages.success(request, _("Đã lưu cách phân công. Hồ sơ đến từ bây giờ được giao theo cách này."))
        return redirect("dossiers:sharing")

    def _show(self, request: HttpRequest, form: SharingForm, status: int = 200) -> HttpResponse:
        return render(request, "dossiers/staff/sharing.html", {"form": form}, status=status)
