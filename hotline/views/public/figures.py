"""The figures, for everybody: as a page, and as a workbook."""

from __future__ import annotations

from dataclasses import astuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hotline import figures
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.xlsx_files import Sheet, workbook, xlsx_file

FIRST_YEAR = 2026
MONTHS = range(1, 13)


@access_rule(PUBLIC)
@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a year, or of one of its months, by unit."""
    year, month = _period(request)
    context = {
        "year": year,
        "month": month,
        "years": list(range(timezone.localdate().year, FIRST_YEAR - 1, -1)),
        "months": MONTHS,
        "rows": figures.of_year(year, month),
        "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))],
    }
    return render(request, "hotline/public/figures.html", context)


@access_rule(PUBLIC)
@require_safe
def download_figures(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    year, month = _period(request)
    rows = [(row.code, row.name or _("Tất cả đơn vị"), *astuple(row)[2:]) for row in figures.of_year(year, month)]
    sheet = Sheet(_("Số liệu phản ánh"), _headings(), rows)
    return xlsx_file(workbook(sheet), f"phan-anh-{year}{f'-{month:02}' if month else ''}.xlsx")


def _headings() -> list[str]:
    return [
        _("Mã"), _("Đơn vị"), _("Đã nhận"), _("Đang giải quyết"), _("Đang quá hạn"), _("Đã trả lời"),
        _("Trả lời đúng hạn"), _("Phản ánh lại"), _("Không hài lòng"), _("Không thụ lý"), _("Trùng, trả lời cùng"),
        _("Mẫu đã chấm"), _("Điểm mẫu trung bình (1–5)"), _("Mẫu chờ chấm"), _("Mẫu chờ quá hạn"),
    ]  # fmt: skip


def _period(request: HttpRequest) -> tuple[int, int]:
    """The year and the month (0 for the whole year) that the address names; this year for anything else."""
    this_year = timezone.localdate().year
    named = {str(year): year for year in range(FIRST_YEAR, this_year + 1)}
    months = {str(month): month for month in MONTHS}
    return named.get(request.GET.get("nam", ""), this_year), months.get(request.GET.get("thang", ""), 0)
