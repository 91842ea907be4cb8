"""/can-bo/don-vi/<code>/gio-mo-cua/: when the doors of one centre or branch are open, apart from the others."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts.rules import access_rule
from units.calendar_desk.week_form import WeekForm
from units.desk.plans import get_or_post, person, posted
from units.desk.reach import UNIT_ADMIN, unit_of
from units.opening_hours import counting_week, write_own_week, written_week
from units.own_calendars import is_shared


@access_rule(UNIT_ADMIN)
@get_or_post
def write_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Write the week of one unit that receives people, or let its doors follow the hours that count again."""
    unit = unit_of(request, code)
    if not unit.is_centre:
        raise Http404
    own = written_week(unit.calendar)
    form = WeekForm(posted(request), week=own or counting_week(unit.calendar))
    if request.method == "POST" and "follow" in request.POST:
        write_own_week(unit, {}, person(request))
        messages.success(request, _("Đã lưu. Giờ mở cửa theo giờ làm việc."))
        return redirect("unit-desk:unit", code)
    if request.method == "POST" and form.is_valid():
        write_own_week(unit, form.week, person(request))
        messages.success(request, _("Đã lưu. Trang công khai hiện giờ mở cửa mới; thời hạn giải quyết không đổi."))
        return redirect("unit-desk:unit", code)
    context = {"unit": unit, "form": form, "has_own": bool(own), "is_shared": is_shared(unit)}
    return render(request, "units/desk/hours.html", context, status=422 if form.is_bound else 200)
