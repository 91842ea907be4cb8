"""Rules proved: no workbook, however it was forged, ends the worker or leaves half of itself behind."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.files import workbooks
from procedures.models import ImportRun, ReviewItem
from procedures.review.running import import_sheet
from procedures.sheets.layout import PAPERS, PROCEDURES, RESULTS
from tests.procedures.factories import announced
from tests.procedures.review_queue import publisher, signed_in
from tests.procedures.workbooks import (
    CODE,
    IMPORT,
    OTHER,
    blank_of,
    exported,
    faults_of,
    forged,
    handed_in,
    part_of,
    procedure_row,
    row_xml,
    sheet_xml,
)

pytestmark = pytest.mark.django_db
UNREADABLE = [("", None, "")]
HEADS = row_xml(1, [column.title for column in PROCEDURES.columns])


def sheet_of_results(rows: int) -> bytes:
    """A sheet of results with so many rows: sound ones, and the last of a procedure nobody told of."""
    heads = row_xml(1, [column.title for column in RESULTS.columns])
    told = (row_xml(number, [CODE, "", "Giấy"]) for number in range(2, rows + 1))
    return sheet_xml([heads, *told, row_xml(rows + 1, [OTHER, "", "Giấy"])])


def sheet_of_procedures() -> bytes:
    return sheet_xml([HEADS, row_xml(2, procedure_row(CODE, **{"Ngày quyết định": ""}))])


def test_a_hundred_thousand_rows_are_read_and_told_in_words(tmp_path: Path) -> None:
    path = forged(tmp_path, {part_of("Thủ tục"): sheet_of_procedures(), part_of("Kết quả"): sheet_of_results(100_000)})

    assert faults_of(path) == [("Kết quả", 100_001, "Mã thủ tục")], "the very last row is told by its number"


def test_more_rows_than_anybody_works_on_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = row_xml(1, [column.title for column in PAPERS.columns])
    last = row_xml(workbooks.MOST_ROWS + 1, [CODE, "", "", "Đơn"])
    path = forged(tmp_path, {part_of("Thủ tục"): sheet_of_procedures(), part_of("Giấy tờ"): sheet_xml([heads, last])})

    assert faults_of(path) == [("Giấy tờ", workbooks.MOST_ROWS + 1, "A")]


@pytest.mark.parametrize("place", ["AA1", "AZ50", "XFD1048576", "ZZZ9999999", "A1048576"])
def test_one_cell_far_away_is_refused_before_the_sheet_is_laid_out(tmp_path: Path, place: str) -> None:
    """Laid out whole, two cells at the ends of a sheet would be 17 thousand million: the end of the worker."""
    far = f'<row r="{place.lstrip("AXFDZ")}"><c r="{place}"><v>1</v></c></row>'
    path = forged(tmp_path, {part_of("Thủ tục"): sheet_xml([HEADS, far])})

    assert [(sheet, column) for sheet, _row, column in faults_of(path)] == [("Thủ tục", place.rstrip("0123456789"))]


def test_a_far_cell_of_a_sheet_that_is_not_ours_is_nobodys_business(tmp_path: Path) -> None:
    announced(CODE)

    def note(book: Any) -> None:
        book.create_sheet("Ghi chú của tôi")["XFD1"] = "việc khác"

    assert import_sheet(exported(tmp_path, note)).unchanged == 1


def test_cells_that_do_not_say_where_they_are_are_refused(tmp_path: Path) -> None:
    nowhere = sheet_xml([HEADS, "<row><c><v>1</v></c></row>"])

    assert faults_of(forged(tmp_path, {part_of("Thủ tục"): nowhere})) == [("Thủ tục", None, "")]


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    bomb = sheet_xml([HEADS, " " * (4 << 20)])

    path = forged(tmp_path, {part_of("Thủ tục"): bomb})

    assert path.stat().st_size < 100_000, "small as it comes"
    assert faults_of(path) == UNREADABLE


def test_many_entries_that_are_too_much_together_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    path = forged(tmp_path, {f"xl/media/{number}.bin": b"\0" * (300 << 10) for number in range(4)})

    assert faults_of(path) == UNREADABLE


def test_a_bomb_that_lies_about_its_size_is_stopped_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size in the directory of the archive is what whoever made it wrote there."""
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    size = 4 << 20
    path = forged(tmp_path, {part_of("Thủ tục"): b" " * size})
    told = path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 10))
    path.write_bytes(told)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(part_of("Thủ tục")).file_size == 10

    assert faults_of(path) == UNREADABLE


def test_an_entry_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """One reader takes the first, another the last: what was checked is not what is read."""
    path = forged(tmp_path, {})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(part_of("Thủ tục"), sheet_of_procedures())

    assert faults_of(path) == UNREADABLE


def packed_otherwise() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(blank_of())) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
    return content.getvalue()


def torn() -> bytes:
    content = bytearray(blank_of())
    middle = len(content) // 3
    content[middle : middle + 400] = b"\xff" * 400
    return bytes(content)


def without(entry: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(blank_of())) as source, zipfile.ZipFile(content, "w") as made:
        for name in source.namelist():
            if name != entry:
                made.writestr(name, source.read(name))
    return content.getvalue()


def with_entry(name: str, data: bytes) -> bytes:
    content = BytesIO(without(name))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(name, data)
    return content.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">
<!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]><workbook>&i;</workbook>"""

NO_WORKBOOKS = {
    "comma separated": "Mã thủ tục,Tên thủ tục\n1.000001,Khai sinh\n".encode(),
    "an old program's": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a web page": b"<html><table><tr><td>1.000001</td></tr></table></html>",
    "an empty archive": b"PK\x05\x06" + b"\0" * 18,
    "another archive": without("xl/workbook.xml"),
    "without relations": without("xl/_rels/workbook.xml.rels"),
    "broken relations": with_entry("xl/_rels/workbook.xml.rels", b"<Relationships"),
    "a broken book": with_entry("xl/workbook.xml", b"<workbook><sheets>"),
    "a million laughs": with_entry("xl/workbook.xml", LAUGHS),
    "packed otherwise": packed_otherwise(),
    "torn": torn(),
    "cut off": blank_of()[:-200],
}


@pytest.mark.parametrize("kind", NO_WORKBOOKS)
def test_what_is_no_workbook_is_told_by_the_worker(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(NO_WORKBOOKS[kind])

    assert faults_of(path) == UNREADABLE


@pytest.mark.parametrize("kind", ["comma separated", "an old program's", "a web page", "torn", "cut off"])
def test_and_refused_on_the_page_before_anything_is_kept(kind: str) -> None:
    client = signed_in(publisher())

    answer = client.post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", NO_WORKBOOKS[kind])})

    assert answer.status_code == 422
    assert 'id="id_file-error"' in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("name", ["x.xls", "x.csv", "x.xlsm", "x.xlsx.exe", "x", ".xlsx.pdf"])
def test_other_names_are_refused_with_the_ones_that_are_taken(name: str) -> None:
    answer = signed_in(publisher()).post(IMPORT, {"file": SimpleUploadedFile(name, blank_of())})

    assert answer.status_code == 422
    assert "Hãy chọn tệp .json, .xlsx." in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("broken", [b"<worksheet><sheetData><row", b"", b"\x00\x01\x02", b"<sheetData/>"])
def test_a_sheet_that_is_broken_is_told(tmp_path: Path, broken: bytes) -> None:
    found = faults_of(forged(tmp_path, {part_of("Thủ tục"): broken}))

    assert {sheet for sheet, _row, _column in found} == {"Thủ tục"}


@pytest.mark.parametrize(
    "formula",
    [
        '<c r="B2"><f>1+1</f><v>2</v></c>',
        '<c r="B2" t="str"><f t="shared" si="0" ref="B2:B9">A2</f><v>x</v></c>',
        "<c r='B2' s='1'>\n<f>1</f></c>",
        '<c r="B2"><f/></c>',
        '<c s="1" r="B2" t="e"><f>NA()</f><v>#N/A</v></c>',
    ],
)
def test_a_formula_is_found_however_it_is_written(tmp_path: Path, formula: str) -> None:
    rows = sheet_xml([HEADS, f'<row r="2">{formula}</row>'])

    assert ("Thủ tục", 2, "B") in faults_of(forged(tmp_path, {part_of("Thủ tục"): rows}))


def test_a_formula_on_the_border_of_two_pieces_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_PIECE", 64)
    monkeypatch.setattr(workbooks, "_OVERLAP", 40)
    rows = sheet_xml([HEADS, *(f'<row r="{n}"><c r="B{n}"><f>1</f></c></row>' for n in range(2, 12))])

    seen = workbooks.look_over(forged(tmp_path, {part_of("Thủ tục"): rows}).read_bytes(), ["Thủ tục"], 500)

    assert list(seen["Thủ tục"].formulas) == [("B", number) for number in range(2, 12)], "each once"


def test_empty_rows_between_and_above_are_passed_over(tmp_path: Path) -> None:
    announced(CODE)
    announced(OTHER)

    def spread(book: Any) -> None:
        for title in ("Thủ tục", "Giấy tờ"):
            book[title].insert_rows(3, 4)
            book[title].insert_rows(1, 2)

    assert import_sheet(exported(tmp_path, spread)).unchanged == 2


def test_a_fault_beneath_empty_rows_is_told_by_its_number_in_the_program(tmp_path: Path) -> None:
    announced(CODE)

    def soil(book: Any) -> None:
        book["Giấy tờ"]["E2"] = "hai"
        book["Giấy tờ"].insert_rows(1, 3)

    assert faults_of(exported(tmp_path, soil)) == [("Giấy tờ", 5, "Bản chính")]


@pytest.fixture
def client() -> Client:
    return signed_in(publisher())


def test_a_forged_workbook_ends_its_run_in_words_on_the_page(tmp_path: Path, client: Client) -> None:
    far = sheet_xml([HEADS, '<row r="3"><c r="XFD3"><v>1</v></c></row>'])

    answer = handed_in(client, forged(tmp_path, {part_of("Thủ tục"): far}))

    shown = client.get(answer["Location"]).content.decode()
    assert "Có ô nằm ngoài bảng." in shown and "XFD" in shown
    assert "Không có dòng nào được nhập" in shown
    assert not ReviewItem.objects.exists()
