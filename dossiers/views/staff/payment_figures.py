"""/can-bo/chi-so-thanh-toan/: the figures of online payment by which the person's units are judged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.menus import PAYMENT_FIGURES
from dossiers.payment_figures import NATIONAL, ONLINE, figures
from dossiers.views.people import person
from payments.list_filters import day_in
from payments.revenue import Period
from portal.accounts.rules import access_rule
from units.access import units_of
from units.models import today_in_vietnam
from units.roles import Role


@access_rule(PAYMENT_FIGURES)
@require_safe
def show_payment_figures(request: HttpRequest) -> HttpResponse:
    """This year unless the address asks for other days; by every online way, and by the national platform alone."""
    units = units_of(person(request), Role.ACCOUNTANT, Role.LEADER, Role.SUPERVISOR)
    today = today_in_vietnam()
    first = day_in(request.GET.get("tu", "")) or today.replace(month=1, day=1)
    period = Period(first, max(day_in(request.GET.get("den", "")) or today, first))
    ours, national = figures(units, period, ONLINE), figures(units, period, NATIONAL)
    words = [
        (_("Hồ sơ thanh toán trực tuyến / hồ sơ có nghĩa vụ tài chính"), ours.a, national.a),
        (_("Thủ tục có hồ sơ thanh toán trực tuyến / thủ tục có phí, lệ phí"), ours.b, national.b),
        (_("Thủ tục có hồ sơ phát sinh nghĩa vụ tài chính / thủ tục có phí, lệ phí"), ours.c, national.c),
    ]
    context = {"period": period, "rows": words, "ours": ours, "national": national}
    response = render(request, "dossiers/staff/payment_figures.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
