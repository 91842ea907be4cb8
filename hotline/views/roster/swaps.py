"""The answers to a swap: agreeing, declining, withdrawing, and the lead's note of having seen it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View

from dossiers.views.people import person
from hotline.models import Swap
from hotline.problems import NotAllowedNow, NotYours
from hotline.roster import leading, swapping
from hotline.views.roster.week import week_of
from portal.accounts.rules import access_rule
from units.access import STAFF

_ACTS = {
    "dong-y": swapping.agree,
    "khong": swapping.decline,
    "rut-lai": swapping.withdraw,
    "da-biet": swapping.see,
}


@access_rule(STAFF)
class SwapView(View):
    """One answer to one swap that concerns the person, or a team that they lead."""

    def get(self, request: HttpRequest, swap: int, act: str) -> HttpResponse:
        """Show one's own duties: there is nothing else to see here."""
        return redirect("hotline:roster")

    def post(self, request: HttpRequest, swap: int, act: str) -> HttpResponse:
        """Answer."""
        if act not in _ACTS:
            raise Http404
        user = person(request)
        theirs = Q(asked_by=user) | Q(other=user) | Q(duty__shift__team__in=leading.led_by(user))
        rows = Swap.objects.filter(theirs).select_related("asked_by", "other", "duty__shift__team", "in_return")
        found = get_object_or_404(rows.distinct(), pk=swap)
        try:
            _ACTS[act](found, user)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except NotAllowedNow as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã ghi nhận."))
        shift = found.duty.shift
        return redirect(week_of(shift.team_id, shift.starts_at) if act == "da-biet" else "hotline:roster")
