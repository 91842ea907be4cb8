"""What pages, workbook and REST say of a kept report: sums by unit, procedure and cause beside the month before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hotline.kinds import Kind
from hotline.models import Cause, MonthlyReport
from hotline.monthly import keeping
from hotline.monthly.counting import KEPT_BACK, MEASURES
from portal.ui.list_address import Asked, choice, part, words
from units.models import Unit

TOP = 10


def _month(text: str) -> tuple[int, int] | None:
    year, dash, month = text.partition("-")
    is_month = dash and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdecimal()
    return (int(year), int(month)) if is_month and 1 <= int(month) <= 12 else None


@dataclass(frozen=True)
class Question(Asked):
    """What the address asks for: a month (the newest one kept otherwise), a unit's code, a kind."""

    month: tuple[int, int] | None = part("thang", _month, None, lambda month: f"{month[0]}-{month[1]:02}")
    unit: str = words("don-vi", 35)
    kind: str = choice("loai", Kind.values)


@dataclass
class Line:
    """One line: what was counted, and the same of the month before; `code` "" names nothing, "*" is kept back."""

    code: str
    name: str
    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))

    @property
    def in_time_percent(self) -> int | None:
        """Of what was answered, in whole hundredths; None where nothing was."""
        return round(100 * self.now["in_time"] / self.now["answered"]) if self.now["answered"] else None


@dataclass(frozen=True)
class CauseLine:
    """How many answers name a cause, this month and the one before."""

    code: str
    name: str
    is_fault: bool
    count: int
    before: int


@dataclass(frozen=True)
class Shown:
    """A whole report."""

    report: MonthlyReport
    before: MonthlyReport | None
    total: Line
    units: list[Line]
    procedures: list[Line]
    causes: list[CauseLine]

    @property
    def month(self) -> str:
        """As people write it."""
        return f"{self.report.month:02}/{self.report.year}"


def of(question: Question) -> Shown | None:
    """The report that is asked for; None where it was not made. Four queries at most."""
    report = keeping.newest(*question.month) if question.month else _newest()
    if report is None:
        return None
    last = (report.year - 1, 12) if report.month == 1 else (report.year, report.month - 1)
    before = keeping.newest(*last)
    total = Line("", "")
    units, procedures = _Lines(_unit_names(report, before)), _Lines({})
    for when, cells in (("now", _asked(report, "cells", question)), ("before", _asked(before, "cells", question))):
        for unit, procedure, _kind, *counts in cells:
            for line in (total, units[unit], procedures[procedure]):
                _add(getattr(line, when), counts)
    return Shown(report, before, total, units.sorted(), procedures.sorted(), _causes(report, before, question))


class _Lines(dict[str, Line]):
    """Lines by code, made when first asked for."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, code: str) -> Line:
        self[code] = Line(code, self._names.get(code, code))
        return self[code]

    def sorted(self) -> list[Line]:
        """Most received first; what is kept back and what names nothing stand last."""
        return sorted(self.values(), key=lambda line: (line.code in ("", KEPT_BACK), -line.now["received"], line.code))


def _add(counts: dict[str, int], more: Iterable[int]) -> None:
    for name, count in zip(MEASURES, more, strict=True):
        counts[name] += count


def _asked(report: MonthlyReport | None, part_of: str, question: Question) -> list[list[Any]]:
    rows: list[list[Any]] = report.counts[part_of] if report else []
    keeps: Callable[[list[Any]], bool] = lambda row: (  # noqa: E731 - one condition, asked twice
        question.unit in ("", row[0]) and question.kind in ("", row[2])
    )
    return [row for row in rows if keeps(row)]


def _newest() -> MonthlyReport | None:
    return MonthlyReport.objects.order_by("-year", "-month", "-number").first()


def _unit_names(*reports: MonthlyReport | None) -> dict[str, str]:
    codes = {row[0] for report in reports if report for row in report.counts["cells"]}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))


def _causes(report: MonthlyReport, before: MonthlyReport | None, question: Question) -> list[CauseLine]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, one in enumerate((report, before)):
        for _unit, _procedure, _kind, cause, count in _asked(one, "causes", question):
            counts[cause][place] += count
    known = {cause.code: cause for cause in Cause.objects.filter(code__in=counts)}
    lines = [CauseLine(code, known[code].shown_name, known[code].is_fault, *pair) for code, pair in counts.items()]
    return sorted(lines, key=lambda line: (-line.count, line.code))


def name_of(line: Line) -> str:
    """What a table says of a line that names no unit or procedure."""
    if line.code == KEPT_BACK:
        return _("Giữ kín vì dưới 5 vụ")
    return line.name or _("Không nói về thủ tục nào")
