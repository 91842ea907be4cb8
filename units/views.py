"""Public pages of units: the searchable list, and one unit with its hours, counters and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from portal.accounts.rules import PUBLIC, access_rule

from . import calendars, directory, duty_hooks, opening_hours, page_store, services, structured_data, succession
from .day_off_words import say_reason
from .forms import DirectoryForm
from .models import Counter, Unit, today_in_vietnam

#: Most people come to find where to go.
FIRST_SHOWN = {"kind": str(directory.Group.CENTRE)}


@dataclass(frozen=True)
class ShownUnit:
    """What is kept of a unit's page."""

    unit: Unit
    heirs: list[succession.Heir]
    counters: list[Counter]
    parts: list[Unit]
    services: list[services.Received]


@access_rule(PUBLIC)
def unit_list(request: HttpRequest) -> HttpResponse:
    """Search units; the filters are the address, so a list can be sent to somebody."""
    form = DirectoryForm(request.GET or None, initial=FIRST_SHOWN)
    filters = form.chosen() if form.is_bound else FIRST_SHOWN
    after, before = _code(request, "after"), _code(request, "before")
    page = page_store.kept(f"list:{sorted(filters.items())}:{after}:{before}", lambda: _found(filters, after, before))
    context = {"form": form, "page": page, "filters": filters}
    return render(request, "units/list.html", context)


@access_rule(PUBLIC)
def unit_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One unit; one that has ended still has its page and names who took over."""
    shown = page_store.kept(f"unit:{code}", lambda: _shown(code))
    unit, now = shown.unit, timezone.now()
    duties = duty_hooks.duties_of(unit, now) if unit.is_current() else []
    context = {
        "unit": unit,
        "crumbs": _crumbs(unit),
        "is_current": unit.is_current(),
        "has_ended": unit.valid_to is not None and unit.valid_to <= today_in_vietnam(),
        "heirs": shown.heirs,
        "door": calendars.door_of(unit, now),
        "week": opening_hours.shown_week(calendars.opening_hours_of(unit)),
        "special_days": [(day, say_reason(day.reason)) for day in calendars.special_days_ahead(unit)],
        "counters": shown.counters,
        "parts": shown.parts,
        "services": shown.services,
        "duties": duties,
        "structured_data": structured_data.json_ld(unit, duties) if unit.is_current() else "",
    }
    return render(request, "units/detail.html", context)


def _found(filters: Mapping[str, str], after: str, before: str) -> directory.DirectoryPage:
    found = directory.find(filters.get("q", ""), filters.get("kind", ""), filters.get("commune", ""))
    return directory.page(found, filters, after, before)


def _shown(code: str) -> ShownUnit:
    """What the page tells of a unit, whoever asks and at whatever hour."""
    units = Unit.objects.select_related("parent__parent", "division", "calendar")
    unit = get_object_or_404(units, code=code)
    return ShownUnit(
        unit=unit,
        heirs=succession.heirs_of(unit) if unit.valid_to else [],
        counters=list(unit.counters.current()),
        parts=list(unit.children.current().order_by("code")) if unit.parent_id else [],
        services=services.received_at(unit) if unit.is_centre else [],
    )


def _code(request: HttpRequest, name: str) -> str:
    """The code of a unit in the address; "" for what cannot be one."""
    text = request.GET.get(name, "")
    return text if text.isprintable() else ""


def _crumbs(unit: Unit) -> list[tuple[str, str]]:
    above = [(unit.parent.name, unit.parent.get_absolute_url())] if unit.parent else []
    return [(pgettext("menu", "Nơi tiếp nhận"), reverse("units:list")), *above]
