"""/can-bo/lich-lam-viec/<slug>/gio-mo-cua/: when people may come, apart from when time counts."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from units.calendar_desk.rights import KEEPERS, calendars_of
from units.calendar_desk.week_form import WeekForm
from units.opening_hours import counting_week, write_week, written_week


@access_rule(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def show_week(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the week, or let the doors follow the hours that count again."""
    user = cast(User, request.user)
    calendar = get_object_or_404(calendars_of(user), slug=slug)
    own = written_week(calendar)
    if request.method == "POST" and "follow" in request.POST:
        write_week(calendar, {}, user)
        messages.success(request, _("Đã lưu. Giờ mở cửa theo giờ làm việc."))
        return redirect("calendar-desk:days", slug)
    form = WeekForm(request.POST if request.method == "POST" else None, week=own or counting_week(calendar))
    if request.method == "POST" and form.is_valid():
        write_week(calendar, form.week, user)
        messages.success(request, _("Đã lưu. Trang công khai hiện giờ mở cửa mới; thời hạn giải quyết không đổi."))
        return redirect("calendar-desk:days", slug)
    context = {"calendar": calendar, "form": form, "has_own": bool(own)}
    return render(request, "units/calendar_desk/week.html", context, status=422 if form.is_bound else 200)
