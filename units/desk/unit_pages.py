"""/can-bo/don-vi/: the units that a person administers, what they lack, and one unit with all that can be changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.rules import access_rule
from units import calendars, opening_hours, services
from units.desk import checks, keeping, reach
from units.desk.forms import ContactForm
from units.desk.plans import get_or_post, person, posted
from units.desk.reach import UNIT_ADMIN, unit_of
from units.directory import with_words
from units.giving_roles import GIVEN_AT_UNITS
from units.models import StaffRole, Unit, today_in_vietnam

PAGE_SIZE = 50


@access_rule(UNIT_ADMIN)
@require_safe
def list_units(request: HttpRequest) -> HttpResponse:
    """The units of the person with what each lacks; by words, page by code."""
    text, after = request.GET.get("tim", "").replace("\x00", "")[:100], request.GET.get("sau", "").replace("\x00", "")
    missing = request.GET.get("thieu", "")
    found = checks.lacking(with_words(reach.administered(request), text), missing).order_by("code")
    taken = list(found.filter(code__gt=after)[: PAGE_SIZE + 1])
    rows = taken[:PAGE_SIZE]
    lacks: dict[int, list[checks.Lack]] = {}
    for lack in checks.lacks_of(Unit.objects.current().filter(pk__in=[unit.pk for unit in rows])):
        lacks.setdefault(lack.unit.pk, []).append(lack)
    context = {
        "rows": [(unit, lacks.get(unit.pk, [])) for unit in rows],
        "text": text,
        "missing": missing if missing in checks.Missing.values else "",
        "missings": checks.Missing.choices,
        "next_after": rows[-1].code if len(taken) > PAGE_SIZE else "",
        "is_first": not after,
    }
    return render(request, "units/desk/units.html", context)


@access_rule(UNIT_ADMIN)
@require_safe
def show_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one unit that its administrator can change."""
    unit = unit_of(request, code)
    today = today_in_vietnam()
    held = StaffRole.objects.filter(unit=unit).exclude(valid_to__lte=today).select_related("user")
    context = {
        "unit": unit,
        "lacks": checks.lacks_of(Unit.objects.current().filter(pk=unit.pk)),
        "roles": [(role, _may_touch(request, role)) for role in held.order_by("role", "user__full_name", "pk")],
        "counters": list(unit.counters.exclude(valid_to__lte=today).order_by("number")),
        "services": services.received_from(unit, today) if unit.is_centre else [],
        "week": opening_hours.shown_week(calendars.opening_hours_of(unit)) if unit.is_centre else [],
        "days": calendars.special_days_ahead(unit),
        "parts": list(reach.administered(request).filter(parent=unit).order_by("code")),
    }
    return render(request, "units/desk/unit.html", context)


def _may_touch(request: HttpRequest, role: StaffRole) -> bool:
    """Whether the person ends or transfers this role: not their own, and nobody's rights over units."""
    return role.role in GIVEN_AT_UNITS and role.user_id != person(request).pk


@access_rule(UNIT_ADMIN)
@get_or_post
def change_contact(request: HttpRequest, code: str) -> HttpResponse:
    """How the unit is reached."""
    unit = unit_of(request, code)
    form = ContactForm(posted(request), instance=unit)
    if request.method == "POST" and form.is_valid():
        keeping.change_contact(person(request), unit, form.cleaned_data)
        messages.success(request, _("Đã lưu. Trang công khai của đơn vị hiện thông tin mới."))
        return redirect("unit-desk:unit", code)
    return form_page(request, unit, form, _("Địa chỉ, điện thoại, bản đồ"))


def form_page(request: HttpRequest, unit: Unit, form: object, title: str) -> HttpResponse:
    """A form about a unit; what was typed wrongly comes back beside its box."""
    context = {"unit": unit, "form": form, "title": title}
    return render(request, "units/desk/unit_form.html", context, status=422 if request.method == "POST" else 200)
