"""Workbooks for accounting: numbers are numbers, dates are dates, and what people typed never becomes a formula."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.ui.xlsx_files import MIME, Sheet, workbook, xlsx_file


def cells(content: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content)).worksheets[sheet].iter_rows(values_only=True))


def test_each_sheet_has_its_titles_its_rows_and_stays_at_its_head() -> None:
    first = Sheet("Đối soát", ["Ngày", "Số tiền"], [[dt.date(2026, 11, 22), 50_000], [None, -1]])
    content = workbook(first, Sheet("Sai lệch", ["Mã"], []))

    assert cells(content) == [("Ngày", "Số tiền"), (dt.datetime(2026, 11, 22), 50_000), (None, -1)]  # noqa: DTZ001 - as sheets keep days
    assert cells(content, 1) == [("Mã",)]
    book = load_workbook(BytesIO(content))
    assert [sheet.title for sheet in book.worksheets] == ["Đối soát", "Sai lệch"]
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A2"}


def test_what_looks_like_a_formula_is_text_also_when_it_is_edited() -> None:
    evil = ["=1+1", "+84901234567", "-5", "@cmd", '=HYPERLINK("http://x")']
    book = load_workbook(BytesIO(workbook(Sheet("A", evil, [evil]))))
    for row in book.worksheets[0].iter_rows():
        assert [cell.value for cell in row] == evil
        assert {cell.data_type for cell in row} == {"s"}
        assert all(cell.quotePrefix for cell in row)


@settings(max_examples=8)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=5))
def test_any_text_can_be_written_and_is_read_again_but_for_signs_that_no_sheet_holds(texts: list[str]) -> None:
    (_heading, row) = cells(workbook(Sheet("A", ["x"] * len(texts), [texts])))
    for sent, found in zip(texts, row, strict=True):
        kept = "".join(letter for letter in sent if letter >= " " and letter not in "\ufffe\uffff")
        assert "".join(letter for letter in (found or "") if letter >= " ") == kept or "_x" in sent


def test_it_is_a_download_that_nobody_keeps_on_the_way() -> None:
    answer = xlsx_file(workbook(Sheet("A", ["x"], [])), "bao-cao.xlsx")
    assert answer["Content-Type"] == MIME
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao.xlsx"'
    assert answer["Cache-Control"] == "private, no-store"
