"""The week of a team, and the list of one's own duties."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.models import Duty, RosterEvent
from hotline.problems import Incomplete
from hotline.roster import arranging, handing_over, leading, on_duty, swapping, week
from hotline.roster.pattern import monday_of
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from units.access import STAFF

_LOG_LINES = 15
_WEEK = dt.timedelta(days=7)
#: Nobody plans further, and dates have an end.
_FURTHEST = dt.timedelta(days=800)


@access_rule(STAFF)
@require_safe
def show_own(request: HttpRequest) -> HttpResponse:
    """The person's duties of the next weeks, what is asked of them, and the teams whose roster they may read."""
    user, now = person(request), timezone.now()
    mine = Duty.objects.filter(user=user, is_active=True, ends_at__gt=now, starts_at__lt=now + _WEEK * 4)
    teams = list(leading.seen_by(user).select_related("unit"))
    context = {
        "duties": mine.select_related("shift__team", "stands_in_for").order_by("starts_at"),
        "swaps": swapping.of(user),
        "teams": teams,
        "sitting": on_duty.at(now).filter(shift__team__in=[team.pk for team in teams]),
        "unread": handing_over.unread(user),
        "sets_up": bool(leading.units_for(user)),
        "now": now,
    }
    return _private(render(request, "hotline/roster/own.html", context))


@access_rule(STAFF)
class WeekView(View):
    """Seven days of a team; its lead fills the week by the pattern or as the week before."""

    def get(self, request: HttpRequest, team: int) -> HttpResponse:
        """Show the week that the address names, this one when it names none."""
        user = person(request)
        found = get_object_or_404(leading.seen_by(user), pk=team)
        monday = _monday(request.GET.get("tuan", ""))
        days = week.of(found, monday)
        leads = leading.leads(user, found)
        context = {
            "team": found,
            "days": days,
            "has_holes": any(day.holes for day in days),
            "monday": monday,
            "sunday": monday + dt.timedelta(days=6),
            "before": _address(found.pk, monday - _WEEK),
            "after": _address(found.pk, monday + _WEEK),
            "is_past": monday + _WEEK <= timezone.localdate(),
            "leads": leads,
            "me": user.pk,
            "today": timezone.localdate(),
            "unseen": swapping.unseen(found) if leads else [],
            "events": RosterEvent.objects.filter(team=found).order_by("-pk")[:_LOG_LINES] if leads else [],
        }
        return _private(render(request, "hotline/roster/week.html", context))

    def post(self, request: HttpRequest, team: int) -> HttpResponse:
        """Fill the week."""
        user: User = person(request)
        found = get_object_or_404(leading.led_by(user), pk=team)
        monday = _monday(request.POST.get("tuan", ""))
        fill = arranging.copy_week if request.POST.get("do") == "copy" else arranging.make_week
        try:
            made = fill(found, user, monday)
        except Incomplete as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã thêm %(count)d ca trực.") % {"count": len(made)})
        return redirect(_address(found.pk, monday))


def _monday(text: str) -> dt.date:
    """The week that an address names; this week for what names none."""
    this = timezone.localdate()
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        return monday_of(this)
    return monday_of(asked if abs(asked - this) <= _FURTHEST else this)


def _address(team: int, monday: dt.date) -> str:
    return f"{reverse('hotline:roster-week', args=[team])}?tuan={monday:%Y-%m-%d}"


def week_of(team: int, moment: dt.datetime) -> str:
    """The address of the week in which a moment lies."""
    return _address(team, monday_of(timezone.localdate(moment)))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
