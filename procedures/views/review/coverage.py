"""The coverage matrix: procedures of the commune level by service centre, and every gap as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.rules import access_rule
from portal.ui.csv_files import csv_file, csv_lines
from portal.vietnamese import normalise
from procedures import coverage
from procedures.coverage import PLACE_GAPS, PROCEDURE_GAPS, Column, Gap, Judge, Row
from procedures.decision_rights import DRAFTING
from procedures.review.menu import PUBLISHER

PAGE_SIZE = 50
ONLY_GAPS = "thieu"
LINES_A_PIECE = 500
GapThere = tuple[Row, coverage.Place, Gap]


@dataclass(frozen=True)
class Line:
    """One procedure with its cell for every column: the gaps there, none when it can be received."""

    row: Row
    cells: list[list[Gap]]
    #: Of the draft that would mend it: sent twice it begins once.
    key: UUID = field(default_factory=uuid4)

    @property
    def has_gap(self) -> bool:
        """Whether some centre cannot receive it."""
        return any(self.cells)

    def has(self, gap: Gap) -> bool:
        """Whether some centre lacks this."""
        return any(gap in cell for cell in self.cells)

    @property
    def gaps(self) -> set[Gap]:
        """What is lacking anywhere."""
        return {gap for cell in self.cells for gap in cell}

    @property
    def is_mended_by_decision(self) -> bool:
        """Whether a new version of the procedure would close a gap."""
        return bool(self.gaps & PROCEDURE_GAPS)

    @property
    def is_mended_by_delegation(self) -> bool:
        """Whether another delegation would close a gap."""
        return bool(self.gaps & {Gap.NO_DELEGATE, Gap.DELEGATION_ENDS, Gap.NO_DEPARTMENT})


@dataclass(frozen=True)
class Tally:
    """How many procedures a gap keeps away, and from how many centres."""

    gap: Gap
    procedures: int
    centres: int


def tallies(lines: list[Line], columns: list[Column]) -> list[Tally]:
    """Each gap that there is, the one that keeps most procedures away first."""
    found = []
    for gap in Gap:
        touched = [any(gap in line.cells[n] for line in lines) for n in range(len(columns))]
        centres = sum(len(column.places) for column, is_touched in zip(columns, touched, strict=True) if is_touched)
        found.append(Tally(gap, sum(line.has(gap) for line in lines), centres))
    return sorted((tally for tally in found if tally.procedures), key=lambda tally: -tally.procedures)


@dataclass(frozen=True)
class Neighbours:
    """Addresses of the pages before and after, "" at the ends."""

    previous: str
    next: str


@access_rule(PUBLISHER)
def show_coverage(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The matrix, a page of procedures at a time, or all its gaps as CSV."""
    names = ("tim", "linh-vuc", "xem", "loi")
    asked = {name: normalise(request.GET.get(name, "").replace("\0", ""))[:300] for name in names}
    places = coverage.places()
    found = coverage.rows(field=asked["linh-vuc"], text=asked["tim"])
    if request.GET.get("tep") == "csv":
        return _as_csv(coverage.every_gap(found, places))
    columns = coverage.columns(places)
    judge = Judge([column.places[0] for column in columns])
    lines = [Line(row, judge.cells(row)) for row in found]
    gaps = [line for line in lines if line.has_gap]
    shown = gaps if asked["xem"] == ONLY_GAPS else lines
    if asked["loi"] in Gap.values:
        shown = [line for line in lines if line.has(Gap(asked["loi"]))]
    page = _number(request.GET.get("trang", "")) or 1
    context = {
        "asked": {
            "text": asked["tim"],
            "field": asked["linh-vuc"],
            "only_gaps": asked["xem"] == ONLY_GAPS,
            "gap": asked["loi"],
        },
        "columns": columns,
        "lines": shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "page": _neighbours(asked, page, len(shown)),
        "fields": sorted({row.field_name for row in found}),
        "summary": [(tally, f"?{urlencode({**_given(asked), 'loi': tally.gap})}") for tally in tallies(lines, columns)],
        "may_draft": DRAFTING.allows(request),
        "is_administrator": request.user.is_superuser,
        "place_gaps": PLACE_GAPS,
        "counts": {"procedures": len(lines), "gaps": len(gaps), "centres": len(places)},
        "csv": "?" + urlencode({**_given(asked), "tep": "csv"}),
    }
    return render(request, "procedures/review/coverage.html", context)


def _as_csv(gaps: Iterator[GapThere]) -> StreamingHttpResponse:
    """Every gap in a line of its own."""
    lines = csv_lines(get_language() or "vi", _headings, gaps, _cells)
    return csv_file(_in_pieces(lines), f"do-phu-{timezone.localdate():%Y%m%d}.csv", "private, no-store")


def _headings() -> list[str]:
    return [_("Mã thủ tục"), _("Tên thủ tục"), _("Lĩnh vực"), _("Địa bàn"), _("Trung tâm"), _("Thiếu gì")]


def _cells(found: GapThere) -> list[str]:
    row, place, gap = found
    return [row.code, row.name, row.field_name, place.commune, place.centre_name, str(gap.label)]


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """The file in pieces of many lines: a province has tens of thousands."""
    while piece := "".join(islice(lines, LINES_A_PIECE)):
        yield piece


def _neighbours(asked: dict[str, str], page: int, total: int) -> Neighbours:
    before = "?" + urlencode({**_given(asked), "trang": page - 1}) if page > 1 else ""
    after = "?" + urlencode({**_given(asked), "trang": page + 1}) if page * PAGE_SIZE < total else ""
    return Neighbours(before, after)


def _given(asked: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
