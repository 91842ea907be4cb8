"""The monthly report for supervisors: page, workbook, and making one again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hotline.forms.handling import ReasonForm
from hotline.kinds import Kind
from hotline.models import MonthlyReport
from hotline.monthly import keeping, showing
from hotline.monthly.counting import MEASURES
from hotline.monthly.showing import Line, Question, name_of
from hotline.views.asking import AskView
from hotline.visibility import TRUSTED_ROLES
from portal.accounts.rules import access_rule
from portal.ui.xlsx_files import Sheet, workbook, xlsx_file
from units.access import staff_rule
from units.roles import Role

READING = staff_rule(*TRUSTED_ROLES)
MAKING = staff_rule(Role.SUPERVISOR)


@access_rule(READING)
@require_safe
def show_report(request: HttpRequest) -> HttpResponse:
    """The report of a month beside the month before, narrowed by what the address says."""
    question = Question.read(request.GET.dict())
    shown = showing.of(question)
    context = {
        "question": question,
        "shown": shown,
        "measures": _compared(shown.total) if shown else [],
        "units": shown.units if shown else [],
        "procedures": [(line, name_of(line)) for line in shown.procedures[: showing.TOP]] if shown else [],
        "more_procedures": max(0, len(shown.procedures) - showing.TOP) if shown else 0,
        "months": MonthlyReport.objects.filter(number=1).order_by("-year", "-month").values_list("year", "month")[:60],
        "kinds": Kind.choices,
        "file": reverse("hotline:monthly-file") + question.address(),
        "may_make": MAKING.check(request),
        "unfiltered": question.address(unit="", kind=""),
    }
    return render(request, "hotline/monthly/report.html", context)


@access_rule(READING)
@require_safe
def download_report(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, with every procedure."""
    shown = showing.of(Question.read(request.GET.dict()))
    if shown is None:
        raise Http404
    report = shown.report
    heads = [_("Tháng %(month)s") % {"month": shown.month}, _("Tháng trước")]
    causes = [(one.name, one.count, one.before) for one in shown.causes]
    totals = [row[:3] for row in _compared(shown.total)]
    sheets = (
        Sheet(_("Tổng số"), [_("Chỉ tiêu"), *heads], totals),
        Sheet(_("Nguyên nhân"), [_("Nguyên nhân gốc"), *heads], causes),
        Sheet(_("Đơn vị"), [_("Mã"), _("Tên"), *_columns()], _rows(shown.units)),
        Sheet(_("Thủ tục"), [_("Mã"), _("Tên"), *_columns()], _rows(shown.procedures)),
    )
    return xlsx_file(workbook(*sheets), f"bao-cao-thang-{report.year}-{report.month:02}.xlsx")


@access_rule(MAKING)
class MakeAgainView(AskView):
    """Counting a month again after something was corrected."""

    title = gettext_lazy("Lập lại báo cáo tháng")
    text = gettext_lazy("Các số được đếm lại từ dữ liệu. Số nào không được sửa thì giữ nguyên; bản cũ vẫn được lưu.")
    button = gettext_lazy("Lập lại")
    year: int
    month: int

    def find(self, **kwargs: Any) -> None:
        """The month that the address names."""
        self.year, self.month = kwargs["year"], kwargs["month"]
        if keeping.newest(self.year, self.month) is None:
            raise Http404

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> ReasonForm:
        """Why."""
        return ReasonForm(data, initial=initial)

    def act(self, form: Any) -> str:
        """Count it."""
        keeping.make_again(self.year, self.month, self.user, form.cleaned_data["reason"])
        return _("Đã lập lại báo cáo.")

    def back(self) -> str:
        """The report."""
        return reverse("hotline:monthly") + Question(month=(self.year, self.month)).address()

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """A month that the calendar has; 404 for others."""
        if not 1 <= kwargs["month"] <= 12 or kwargs["year"] > 9999:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


def _compared(total: Line) -> list[tuple[str, int, int, int]]:
    names = dict(zip(MEASURES, _columns(), strict=True))
    rows = [(names[name], total.now[name], total.before[name]) for name in MEASURES]
    return [(*row, row[1] - row[2]) for row in rows]


def _columns() -> list[str]:
    return [
        _("Đã nhận"), _("Đã trả lời"), _("Trả lời đúng hạn"), _("Phản ánh lại"), _("Không hài lòng"), _("Không thụ lý"),
    ]  # fmt: skip


def _rows(lines: list[Line]) -> list[tuple[Any, ...]]:
    return [(line.code, name_of(line), *(line.now[name] for name in MEASURES)) for line in lines]
