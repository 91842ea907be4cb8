"""The coverage matrix: procedures of the commune level by service centre, and every gap as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.rules import access_rule
from portal.vietnamese import normalise
from procedures import coverage
from procedures.coverage import Column, Gap, Row
from procedures.national.report import harmless
from procedures.review.menu import PUBLISHER

PAGE_SIZE = 50
ONLY_GAPS = "thieu"


@dataclass(frozen=True)
class Line:
    """One procedure with its cell for every column: the gaps there, none when it can be received."""

    row: Row
    cells: list[list[Gap]]

    @property
    def has_gap(self) -> bool:
        """Whether some centre cannot receive it."""
        return any(self.cells)


@dataclass(frozen=True)
class Neighbours:
    """Addresses of the pages before and after, "" at the ends."""

    previous: str
    next: str


class _Echo:
    """A file that gives back what is written, for streaming."""

    def write(self, text: str) -> str:
        return text


@access_rule(PUBLISHER)
def show_coverage(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The matrix, a page of procedures at a time, or all its gaps as CSV."""
    asked = {name: normalise(request.GET.get(name, "").replace("\0", ""))[:300] for name in ("tim", "linh-vuc", "xem")}
    places = coverage.places()
    found = coverage.rows(field=asked["linh-vuc"], text=asked["tim"])
    if request.GET.get("tep") == "csv":
        return _as_csv(coverage.every_gap(found, places))
    columns = coverage.columns(places)
    lines = [_line(row, columns) for row in found]
    gaps = [line for line in lines if line.has_gap]
    shown = gaps if asked["xem"] == ONLY_GAPS else lines
    page = _number(request.GET.get("trang", "")) or 1
    context = {
        "asked": {"text": asked["tim"], "field": asked["linh-vuc"], "only_gaps": asked["xem"] == ONLY_GAPS},
        "columns": columns,
        "lines": shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "page": _neighbours(asked, page, len(shown)),
        "fields": sorted({row.field_name for row in found}),
        "counts": {"procedures": len(lines), "gaps": len(gaps), "centres": len(places)},
        "csv": "?" + urlencode({**_given(asked), "tep": "csv"}),
    }
    return render(request, "procedures/review/coverage.html", context)


def _line(row: Row, columns: list[Column]) -> Line:
    return Line(row, [row.gaps_at(column.places[0]) for column in columns])


def _as_csv(gaps: Iterator[tuple[Row, coverage.Place, Gap]]) -> StreamingHttpResponse:
    """Every gap in a line of its own; what would run as a formula is made harmless."""
    writer = csv.writer(_Echo())
    head = [_("Mã thủ tục"), _("Tên thủ tục"), _("Lĩnh vực"), _("Địa bàn"), _("Trung tâm"), _("Thiếu gì")]
    told = ([r.code, r.name, r.field_name, p.commune, p.centre_name, str(gap.label)] for r, p, gap in gaps)
    lines = (writer.writerow([harmless(cell) for cell in line]) for line in told)
    name = f"do-phu-{timezone.localdate():%Y%m%d}.csv"
    return StreamingHttpResponse(
        _with_head("\ufeff" + writer.writerow(head), lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _with_head(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _neighbours(asked: dict[str, str], page: int, total: int) -> Neighbours:
    before = "?" + urlencode({**_given(asked), "trang": page - 1}) if page > 1 else ""
    after = "?" + urlencode({**_given(asked), "trang": page + 1}) if page * PAGE_SIZE < total else ""
    return Neighbours(before, after)


def _given(asked: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
