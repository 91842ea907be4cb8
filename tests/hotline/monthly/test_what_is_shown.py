"""A kept report as page, workbook and REST show it: sums, order, filters, the month before; of counts made by hand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hotline.causes import listing
from hotline.kinds import Kind
from hotline.models import MonthlyReport
from hotline.monthly import keeping, showing
from hotline.monthly.counting import KEPT_BACK, MEASURES
from hotline.monthly.showing import Line, Question, name_of
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.house.test_page_language import reader
from units.roles import Role

PAGE, FILE, REST = reverse("hotline:monthly"), reverse("hotline:monthly-file"), reverse("api:reports-feedback-monthly")
Cell = tuple[str, str, str, int, int, int, int, int, int]
CELLS = st.lists(
    st.tuples(
        st.sampled_from(["H29", "H29.101", "H29.102"]), st.sampled_from(["", "1.001193", "2.000815", KEPT_BACK]),
        st.sampled_from([*Kind.values, KEPT_BACK]), *(st.integers(0, 50) for _measure in MEASURES),
    ),
    max_size=9,
)  # fmt: skip


def kept(
    year: int, month: int, cells: list[Any], causes: list[Any] | None = None, number: int = 1, by: User | None = None
) -> MonthlyReport:
    """A report with these counts."""
    row = {"made_at": timezone.now(), "made_by": by, "reason": "Sửa một vụ." if number > 1 else ""}
    counts = {"cells": [list(cell) for cell in cells], "causes": causes or []}
    return MonthlyReport.objects.create(year=year, month=month, number=number, counts=counts, **row)


def cell(unit: str = "H29.101", procedure: str = "", kind: str = Kind.RULE, **counts: int) -> Cell:
    """One cell; measures by name."""
    return (unit, procedure, kind, *(counts.get(name, 0) for name in MEASURES))  # type: ignore[return-value]


def shown(**asked: Any) -> showing.Shown:
    found = showing.of(Question(**asked))
    assert found is not None
    return found


@given(CELLS, st.sampled_from(["", "H29", "H29.101"]), st.sampled_from(["", *Kind.values]))
def test_every_table_sums_up_to_the_total_whatever_is_asked(cells: list[Cell], unit: str, kind: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        report = MonthlyReport(year=2026, month=10, number=1, counts={"cells": cells, "causes": []})
        patched.setattr(showing, "_newest", lambda: report)
        patched.setattr(keeping, "newest", lambda *_month: None)
        patched.setattr(showing, "_unit_names", lambda *_reports: {})
        patched.setattr(showing, "_causes", lambda *_asked: [])
        found = shown(unit=unit, kind=kind)
    asked = [one for one in cells if unit in ("", one[0]) and kind in ("", one[2])]
    for place, name in enumerate(MEASURES):
        wanted = sum(int(one[3 + place]) for one in asked)
        assert found.total.now[name] == wanted
        assert sum(line.now[name] for line in found.units) == sum(line.now[name] for line in found.procedures) == wanted
    assert found.total.before == dict.fromkeys(MEASURES, 0)


def test_lines_stand_by_what_came_in_and_what_names_nothing_stands_last(world: World) -> None:
    kept(2026, 10, [
        cell(procedure="", received=50), cell(procedure=KEPT_BACK, received=40), cell(procedure="1.1", received=2),
        cell(procedure="1.2", received=9), cell(procedure="1.0", received=9),
    ])  # fmt: skip
    assert [line.code for line in shown().procedures] == ["1.0", "1.2", "1.1", "", KEPT_BACK]


def test_units_are_called_by_their_names_and_unknown_ones_by_their_codes(world: World) -> None:
    kept(2026, 10, [cell(received=3), cell(unit="H29.9", received=1), cell(unit="", received=1)])
    names = {line.code: line.name for line in shown().units}
    assert names == {"H29.101": world.ward.committee.name, "H29.9": "H29.9", "": ""}


@pytest.mark.parametrize(
    ("answered", "in_time", "wanted"), [(0, 0, None), (3, 3, 100), (3, 1, 33), (3, 2, 67), (200, 199, 100), (1, 0, 0)]
)
def test_how_many_of_a_hundred_were_in_time(answered: int, in_time: int, wanted: int | None) -> None:
    line = Line("", "")
    line.now |= {"answered": answered, "in_time": in_time}
    assert line.in_time_percent == wanted


def test_january_stands_beside_december_of_the_year_before(world: World) -> None:
    kept(2025, 12, [cell(received=7)])
    kept(2026, 12, [cell(received=9)])
    kept(2026, 1, [cell(received=5)])
    found = shown(month=(2026, 1))
    assert found.before is not None and (found.before.year, found.before.month) == (2025, 12)
    assert (found.total.now["received"], found.total.before["received"]) == (5, 7)
    assert found.month == "01/2026"


def test_the_newest_month_and_the_newest_number_are_shown(world: World, desk: Desk) -> None:
    kept(2026, 9, [cell(received=1)])
    kept(2026, 9, [cell(received=2)], number=2, by=desk.supervisor)
    kept(2025, 12, [cell(received=3)])
    assert shown().report.number == 2 and shown().total.now["received"] == 2
    kept(2026, 10, [cell(received=4)])
    assert shown().total.before["received"] == 2, "beside the corrected month before"
    page = words(at(desk.supervisor).get(PAGE, {"thang": "2026-09"}))
    assert "Bản số 2" in page and "Sửa một vụ." in page and desk.supervisor.full_name not in page.split("<main")[1]


def test_a_line_of_the_month_before_alone_is_shown_with_nothing_now(world: World) -> None:
    kept(2026, 9, [cell(unit="H29.102", received=8)])
    kept(2026, 10, [cell(received=1)])
    lines = {line.code: (line.now["received"], line.before["received"]) for line in shown().units}
    assert lines == {"H29.101": (1, 0), "H29.102": (0, 8)}


def test_causes_stand_by_number_in_the_readers_language_with_the_month_before(world: World) -> None:
    listing.in_force()
    kept(2026, 9, [], [["H29.101", "", "rule", "overload", 4], ["H29.102", "", "rule", "conduct", 1]])
    kept(2026, 10, [], [
        ["H29.101", "", "rule", "misrouted", 2], ["H29.102", "", "rule", "misrouted", 1],
        ["H29.101", "", "rule", "no-fault", 3], [KEPT_BACK, KEPT_BACK, KEPT_BACK, "overload", 1],
    ])  # fmt: skip
    lines = [(line.code, line.count, line.before, line.is_fault) for line in shown().causes]
    assert lines == [
        ("misrouted", 3, 0, True), ("no-fault", 3, 0, False), ("overload", 1, 4, True), ("conduct", 0, 1, True),
    ]  # fmt: skip
    with translation.override("en"):
        assert shown().causes[0].name == "Documents misrouted or lost"
    of_one = shown(unit="H29.101")
    assert [(line.code, line.count) for line in of_one.causes] == [("no-fault", 3), ("misrouted", 2), ("overload", 0)]


def test_what_names_nothing_is_told_in_words() -> None:
    assert name_of(Line(KEPT_BACK, KEPT_BACK)).startswith("Giữ kín")
    assert name_of(Line("", "")).startswith("Không nói về thủ tục")
    assert name_of(Line("1.001193", "1.001193")) == "1.001193"
    with translation.override("en"):
        assert "ữ" not in name_of(Line(KEPT_BACK, "")) and name_of(Line("", "")) != ""


def test_ten_procedures_stand_on_the_page_and_all_in_the_workbook(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(procedure=f"9.{number:06}", received=20 - number) for number in range(13)])
    supervisor = at(desk.supervisor)
    page = words(supervisor.get(PAGE))
    assert "9.000009" in page and "9.000010" not in page and "Còn 3 thủ tục nữa" in page
    sheet = load_workbook(BytesIO(supervisor.get(FILE).content)).worksheets[3]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [f"9.{number:06}" for number in range(13)]


def test_the_workbook_is_narrowed_as_the_page_is_and_named_by_its_month(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(received=3), cell(unit="H29.102", received=5), cell(kind=Kind.PRAISE, received=7)])
    supervisor = at(desk.supervisor)
    asked = {"thang": "2026-10", "don-vi": "H29.101", "loai": "rule"}
    page = words(supervisor.get(PAGE, asked))
    address = f"{FILE}?thang=2026-10&amp;don-vi=H29.101&amp;loai=rule"
    assert address in page and 'value="H29.101"' in page and '<option value="rule" selected>' in page
    answer = supervisor.get(FILE, asked)
    assert "bao-cao-thang-2026-10.xlsx" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.worksheets[0].cell(2, 2).value == 3
    assert [row[0].value for row in book.worksheets[2].iter_rows(min_row=2)] == ["H29.101"]
    assert supervisor.get(FILE, {"thang": "2031-01"}).status_code == 404


def test_without_a_month_before_nothing_is_compared(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(received=3)])
    page = words(at(desk.supervisor).get(PAGE))
    assert "+3" not in page and "–</td>" in page
    body = Client().get(REST, {"year": "2026", "month": "10"}).json()
    assert body["before"] is None and body["total"]["received"] == 3


def test_the_page_costs_the_same_with_one_unit_and_with_many_months_and_units(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(received=3)])
    supervisor = at(desk.supervisor)
    supervisor.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        supervisor.get(PAGE)
    for month in range(1, 10):
        kept(2026, month, [cell(unit=f"H29.{number}", received=number) for number in range(1, 40)])
    kept(2026, 11, [cell(unit=f"H29.{number}", received=number) for number in range(1, 40)])
    with CaptureQueriesContext(connection) as many:
        page = words(supervisor.get(PAGE))
    assert len(many) == len(few) and page.count("<option") == len(Kind) + 1 + 11


@given(st.text(max_size=12))
def test_any_month_in_an_address_is_read_or_left_out(text: str) -> None:
    asked = Question.read({"thang": text})
    assert asked.month is None or 1 <= asked.month[1] <= 12
    assert Question.read({"thang": asked.address().partition("=")[2]}) == asked or asked.month is None


@given(st.integers(0, 9999), st.integers(1, 12), st.sampled_from(["", "H29.101"]), st.sampled_from(["", "rule"]))
def test_an_address_asks_again_what_it_was_made_of(year: int, month: int, unit: str, kind: str) -> None:
    asked = Question(month=(year, month), unit=unit, kind=kind)
    told = dict(part.split("=") for part in asked.address()[1:].split("&"))
    if year >= 1000:
        assert Question.read(told) == asked
    assert asked.has_filters


def test_who_reads_and_who_makes_it_again(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(received=3)])
    again = reverse("hotline:monthly-again", args=[2026, 10])
    top = world.ward.committee.parent
    assert top is not None
    reads, makes = {Role.HOTLINE_OPERATOR, Role.SUPERVISOR}, {Role.SUPERVISOR}
    for role in Role:
        browser = at(make_staff(f"{role}@month.example", "Ngô Văn Tám", role, top))
        assert browser.get(PAGE).status_code == (200 if role in reads else 403), role
        assert browser.get(again).status_code == (200 if role in makes else 403), role
    assert browser.get(FILE).status_code == 403 and at(desk.operator).post(PAGE).status_code == 405
    assert Client().get(PAGE).status_code == 302 and Client().get(again).status_code == 302
    assert MonthlyReport.objects.count() == 1


def test_rest_says_what_is_wrong_in_problem_details(world: World) -> None:
    kept(2026, 10, [cell(received=3)])
    asked = {"year": "2026", "month": "10"}
    assert Client().get(REST, asked).status_code == 200
    for wrong in ({"year": "1"}, {"year": "10000"}, {"month": "13"}, {"unit": "x" * 36}, {"unit": "\0"}, {"kind": "*"}):
        answer = Client().get(REST, asked | wrong)
        assert answer.status_code in {400, 422} and answer["Content-Type"] == "application/problem+json", wrong
    missing = Client().get(REST, asked | {"month": "9"})
    assert missing.status_code == 404 and missing["Content-Type"] == "application/problem+json"
    assert Client().get(REST, asked | {"unit": "H29.999"}).json()["total"]["received"] == 0
    assert Client().post(REST, asked, "application/json").status_code == 405


def test_the_english_page_names_its_columns_in_english(world: World, desk: Desk) -> None:
    kept(2026, 10, [cell(received=3, answered=2, in_time=1)])
    page = words(reader("en", desk.supervisor).get(PAGE))
    assert "Đã nhận" not in page and "(50 %)" in page and "10/2026" in page
    book = load_workbook(BytesIO(reader("en", desk.supervisor).get(FILE).content))
    assert not any("ậ" in sheet.title or "ị" in sheet.title for sheet in book.worksheets)
