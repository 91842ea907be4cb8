"""Rule proved: one fault keeps all of a workbook out, and each is told by sheet, row, column, what and how."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from procedures.models import ImportRun, ReviewItem, RunState
from procedures.review.running import import_sheet
from tests.procedures.factories import announced
from tests.procedures.review_queue import publisher, signed_in, waiting
from tests.procedures.workbooks import CODE, OTHER, Change, Place, cell, exported, faults_of, handed_in, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (cell("Thủ tục", "A2", "abc"), ("Thủ tục", 2, "Mã thủ tục")),
        (cell("Thủ tục", "A2", None), ("Thủ tục", 2, "Mã thủ tục")),
        (cell("Thủ tục", "B2", None), ("Thủ tục", 2, "Tên thủ tục")),
        (cell("Thủ tục", "B2", "=1+1"), ("Thủ tục", 2, "B")),
        (cell("Thủ tục", "B2", date(2026, 1, 2)), ("Thủ tục", 2, "Tên thủ tục")),
        (cell("Thủ tục", "D2", "Cấp huyện"), ("Thủ tục", 2, "Cấp thực hiện")),
        (cell("Thủ tục", "E2", "Chưa nộp được trực tuyến"), ("Thủ tục", None, "Lý do chưa toàn trình")),
        (cell("Thủ tục", "G2", "có lẽ"), ("Thủ tục", 2, "Phi địa giới")),
        (cell("Thủ tục", "B1", "Tên"), ("Thủ tục", 1, "Tên thủ tục")),
        (cell("Thủ tục", "Z1", "Lạ"), ("Thủ tục", 1, "Lạ")),
        (cell("Giấy tờ", "E2", 1000), ("Giấy tờ", 2, "Bản chính")),
        (cell("Giấy tờ", "E2", 1.5), ("Giấy tờ", 2, "Bản chính")),
        (cell("Giấy tờ", "B2", "gone"), ("Giấy tờ", None, "Mã trường hợp")),
        (cell("Giấy tờ", "A2", "9.999999"), ("Giấy tờ", 2, "Mã thủ tục")),
        (cell("Phí, lệ phí", "F2", "năm nghìn"), ("Phí, lệ phí", 2, "Số tiền (đồng)")),
        (cell("Phí, lệ phí", "F2", -1), ("Phí, lệ phí", 2, "Số tiền (đồng)")),
        (cell("Thời hạn", "D2", 0), ("Thời hạn", 2, "Số lượng")),
        (lambda book: book["Thủ tục"].merge_cells("A2:A3"), ("Thủ tục", 2, "A")),
        (lambda book: book["Thủ tục"].append([CODE, *["x"] * 11]), ("Thủ tục", 3, "Cấp thực hiện")),
        (lambda book: book.remove(book["Thủ tục"]), ("Thủ tục", None, "")),
        (lambda book: book["Thủ tục"].delete_rows(2), ("Thủ tục", None, "")),
        (cell("Thủ tục", "B1", "Mã thủ tục"), ("Thủ tục", 1, "Mã thủ tục")),
        (cell("Thủ tục", "O2", "hôm qua"), ("Thủ tục", 2, "Ngày quyết định")),
        (cell("Thủ tục", "B2", "x" * 32_767), ("Thủ tục", 2, "Tên thủ tục")),
        (cell("Thủ tục", "I2", "x" * 65), ("Thủ tục", 2, "Sở, ban, ngành")),
        (row("Trình tự", CODE, "", ""), ("Trình tự", 2, "Tên bước")),
        (row("Trình tự", "9.999999", "Bước 1", "Nộp"), ("Trình tự", 2, "Mã thủ tục")),
        (row("Trình tự", "khai sinh", "Bước 1", "Nộp"), ("Trình tự", 2, "Mã thủ tục")),
        (row("Trình tự", CODE, "Bước 1", "=1+1"), ("Trình tự", 2, "C")),
        (row("Kết quả", CODE), ("Kết quả", 2, "Mã kết quả")),
        (row("Kết quả", CODE, "x" * 101, "Giấy"), ("Kết quả", 2, "Mã kết quả")),
        (row("Kết quả", CODE, "", date(2026, 1, 2)), ("Kết quả", 2, "Tên kết quả")),
        (row("Căn cứ pháp lý", "", "60/2014/QH13", "Luật Hộ tịch"), ("Căn cứ pháp lý", 2, "Mã thủ tục")),
        (cell("Căn cứ pháp lý", "B1", None), ("Căn cứ pháp lý", 1, "Số, ký hiệu")),
    ],
)
def test_each_fault_is_told_with_its_place_and_keeps_everything_out(
    tmp_path: Path, change: Change, fault: Place
) -> None:
    announced(CODE)

    assert fault in faults_of(exported(tmp_path, change))


def test_a_row_twice_is_told(tmp_path: Path) -> None:
    announced(CODE)

    def twice(book: Any) -> None:
        for title in ("Thủ tục", "Thời hạn", "Trường hợp"):
            book[title].append([found.value for found in book[title][2]])

    assert faults_of(exported(tmp_path, twice)) == [
        ("Thủ tục", 3, "Mã thủ tục"),
        ("Trường hợp", None, "Mã trường hợp"),
        ("Thời hạn", None, "Cách nộp"),
    ]


def test_every_row_with_a_fault_is_told_not_only_the_first(tmp_path: Path) -> None:
    announced(CODE)

    def soil(book: Any) -> None:
        for number in range(5):
            book["Trình tự"].append([CODE, f"Bước {number}", "Nộp"])
            book["Trình tự"].append([CODE, "", ""])
        book["Giấy tờ"]["E2"] = "hai"

    assert faults_of(exported(tmp_path, soil)) == [
        ("Giấy tờ", 2, "Bản chính"),
        *(("Trình tự", number, "Tên bước") for number in (3, 5, 7, 9, 11)),
    ]


def test_rows_under_a_procedure_with_a_fault_are_not_told_again(tmp_path: Path) -> None:
    """Its papers, fees and limits are sound: what has to be mended is one cell."""
    announced(CODE)
    announced(OTHER)

    assert faults_of(exported(tmp_path, cell("Thủ tục", "G2", "có lẽ"))) == [("Thủ tục", 2, "Phi địa giới")]


def test_faults_beyond_five_hundred_repeat_and_are_left_out(tmp_path: Path) -> None:
    announced(CODE)

    def soil(book: Any) -> None:
        for _number in range(600):
            book["Kết quả"].append([OTHER, "", "Giấy"])

    assert len(faults_of(exported(tmp_path, soil))) == 500


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook", b"\x00" * 100])
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    assert faults_of(path)[0] == ("", None, "")


def test_the_page_shows_every_fault_in_words(tmp_path: Path) -> None:
    announced(CODE)
    client = signed_in(publisher())

    answer = handed_in(client, exported(tmp_path, cell("Giấy tờ", "E2", "hai")))

    run = ImportRun.objects.get()
    assert (run.state, run.queued) == (RunState.FAILED, 0)
    html = client.get(answer["Location"]).content.decode()
    for words in ("Bản chính", "Không phải số.", "Ghi số, không kèm chữ.", "Không có dòng nào được nhập"):
        assert words in html
    assert not ReviewItem.objects.exists()


def test_the_command_tells_faults_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    announced(CODE)
    with pytest.raises(CommandError, match="Giấy tờ 2 Bản chính: Không phải số"):
        call_command("import_procedures", exported(tmp_path, cell("Giấy tờ", "E2", "hai")))

    call_command("import_procedures", exported(tmp_path, cell("Giấy tờ", "E2", 2)))

    assert "1 read, 1 queued, 0 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize("number", [46082, 46082.75, date(2026, 3, 1), "01/03/2026", "2026-03-01"])
def test_a_date_is_read_from_a_number_that_lost_its_format(tmp_path: Path, number: Any) -> None:
    announced(CODE)

    def change(book: Any) -> None:
        book["Thủ tục"]["O2"].number_format = "General"
        book["Thủ tục"]["O2"] = number

    import_sheet(exported(tmp_path, change))

    version = waiting(CODE).version
    assert version is not None
    assert version.decision_date == date(2026, 3, 1)


def test_a_date_where_a_number_belongs_is_no_number(tmp_path: Path) -> None:
    announced(CODE)

    assert faults_of(exported(tmp_path, cell("Phí, lệ phí", "F2", date(2026, 3, 1)))) == [
        ("Phí, lệ phí", 2, "Số tiền (đồng)")
    ]
