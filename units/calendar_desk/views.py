"""/can-bo/lich-lam-viec/: the calendars, the days of one, and a change foreseen, applied and watched."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.vietnamese import normalise
from units import changing_calendars
from units.calendar_desk.forms import DayForm
from units.calendar_desk.rights import KEEPERS, calendars_of, units_without_own
from units.models import CalendarChange, WorkingCalendar, today_in_vietnam
from units.own_calendars import give_own_calendar

REFRESH_SECONDS = 2
LATEST = 20


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _calendar(request: HttpRequest, slug: str) -> WorkingCalendar:
    return get_object_or_404(calendars_of(_person(request)), slug=slug)


def _change(request: HttpRequest, pk: int) -> CalendarChange:
    changes = CalendarChange.objects.select_related("calendar__base", "made_by")
    return get_object_or_404(changes.filter(calendar__in=calendars_of(_person(request))), pk=pk)


@access_rule(KEEPERS)
@require_safe
def list_calendars(request: HttpRequest) -> HttpResponse:
    """Show the calendars that the person keeps, and the agencies that could have one of their own."""
    user = _person(request)
    context = {"calendars": calendars_of(user).order_by("name"), "without": units_without_own(user)}
    return render(request, "units/calendar_desk/list.html", context)


@access_rule(KEEPERS)
@require_POST
def make_own(request: HttpRequest) -> HttpResponse:
    """Give an agency a calendar of its own."""
    unit = get_object_or_404(units_without_own(_person(request)), code=normalise(request.POST.get("unit", "")))
    own = give_own_calendar(unit)
    messages.success(request, _("%(unit)s đã có lịch riêng.") % {"unit": unit.name})
    return redirect("calendar-desk:days", own.slug)


@access_rule(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def show_days(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the special days of a calendar from this year on, and ask for a change."""
    calendar = _calendar(request, slug)
    form = DayForm(request.POST if request.method == "POST" else None, calendar=calendar)
    if request.method == "POST" and form.is_valid():
        change = CalendarChange.objects.create(calendar=calendar, made_by=_person(request), **form.cleaned_data)
        return redirect("calendar-desk:change", change.pk)
    context = {
        "calendar": calendar,
        "form": form,
        "days": calendar.exceptions.filter(date__year__gte=today_in_vietnam().year),
        "changes": calendar.changes.select_related("made_by")[:LATEST],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "units/calendar_desk/days.html", context, status=status)


@access_rule(KEEPERS)
@require_safe
def show_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a change would move, how far the worker is, or what it moved."""
    change = _change(request, pk)
    is_open = change.state == CalendarChange.State.FORESEEN
    preview = changing_calendars.foresee(change) if is_open else None
    response = render(request, "units/calendar_desk/change.html", {"change": change, "preview": preview})
    if change.state == CalendarChange.State.APPLYING:
        response["Refresh"] = f"{REFRESH_SECONDS}; url={request.path}"
    return response


@access_rule(KEEPERS)
@require_POST
def decide_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a change, or give it up."""
    change = _change(request, pk)
    if "drop" in request.POST:
        changing_calendars.drop(change)
        return redirect("calendar-desk:days", change.calendar.slug)
    try:
        changing_calendars.begin(change)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("calendar-desk:change", pk)
