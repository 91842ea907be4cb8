"""The report of what was collected: by due, unit and month, on a page and as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import revenue
from payments.accountants import ACCOUNTANT, accountant, named_units_of
from payments.list_filters import day_in, words_in
from payments.revenue import Collected, Period, Report
from portal.accounts.rules import access_rule
from portal.ui.xlsx_files import Sheet, workbook, xlsx_file
from units.models import today_in_vietnam


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def show_report(request: HttpRequest) -> HttpResponse:
    """This month unless the address asks for other days."""
    period, unit, units, chosen = _asked(request)
    context = {"period": period, "unit": unit, "units": units, "report": revenue.report(chosen, period)}
    return render(request, "payments/accounting/revenue.html", context)


@access_rule(ACCOUNTANT)
@require_safe
def export_report(request: HttpRequest) -> HttpResponse:
    """The same figures as a workbook."""
    period, _unit, _units, chosen = _asked(request)
    sheets = _sheets(revenue.report(chosen, period))
    return xlsx_file(workbook(*sheets), f"bao-cao-thu-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx")


def _asked(request: HttpRequest) -> tuple[Period, str, list[tuple[str, str]], Collection[int]]:
    """The period, the unit asked for ("" for all), the units to choose from, and the ids of those reported on."""
    today, kept = today_in_vietnam(), list(named_units_of(accountant(request)))
    first = day_in(request.GET.get("tu", "")) or today.replace(day=1)
    last = max(day_in(request.GET.get("den", "")) or today, first)
    unit = words_in(request.GET.get("don-vi", ""))
    chosen = {each.pk for each in kept if unit in ("", each.code)}
    return Period(first, last), unit, [(each.code, each.name) for each in kept], chosen


def _sheets(report: Report) -> list[Sheet]:
    return [
        Sheet(_("Theo khoản thu"), _headings(), [_row(row) for row in report.rows]),
        Sheet(
            _("Theo kênh"),
            [_("Kênh"), _("Số lần nộp"), _("Số tiền (đồng)")],
            [
                *([each.channel, each.payments, each.amount_dong] for each in report.channels),
                [_("Đã hoàn trả"), report.refunds, -report.refunded_dong],
            ],
        ),
    ]


def _headings() -> list[str]:
    return [
        _("Đơn vị"), _("Tháng"), _("Loại"), _("Mã"), _("Khoản thu"), _("Số khoản"), _("Số lượng"),
        _("Miễn, giảm (đồng)"), _("Số tiền (đồng)"),
    ]  # fmt: skip


def _row(row: Collected) -> list[Any]:
    month = row.month.date() if isinstance(row.month, dt.datetime) else row.month
    return [
        row.unit, f"{month:%m/%Y}", row.kind_name, row.code, row.name, row.orders, row.quantity, row.waived_dong,
        row.amount_dong,
    ]  # fmt: skip
