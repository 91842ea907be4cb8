"""Statements as tables: exports of the large banks, their encodings, every row that can't be trusted by its number."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.statements import Layout, Statement, StatementLine, Unreadable, layout_of, read
from payments.statements.values import dong_of, moment_of
from payments.vietqr import bank_of
from tests.payments.statement_files import HEADS, OF_BANKS, OURS, VIETCOMBANK, table, workbook

CODE = "H29.151-261122-0001"
ROW = ("22/11/2026", "R1", "", "50.000", CODE)


def windows_1258(text: str) -> bytes:
    """The text as Windows-1258 writes it: tones are signs of their own behind the letter."""
    apart = unicodedata.normalize("NFD", text)
    # The circumflex, the breve and the horn belong to the letter there.
    letters = re.sub("(.)([\u0323])?([\u0302\u0306\u031b])([\u0300\u0301\u0303\u0309\u0323])?", _letter_first, apart)
    return letters.encode("cp1258")


def _letter_first(match: re.Match[str]) -> str:
    base, below, mark, tone = match.groups()
    return unicodedata.normalize("NFC", base + mark) + (below or "") + (tone or "")


def told(statement: Statement) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.what) for fault in statement.faults]


def one(content: bytes, **how: Any) -> StatementLine:
    """The only line of a file without faults."""
    statement = read(content, **how)
    assert told(statement) == []
    (line,) = statement.lines
    return line


@pytest.mark.parametrize("bank_bin", OF_BANKS)
def test_the_export_of_a_large_bank_is_read_with_its_layout_and_found_without(bank_bin: str) -> None:
    content = OF_BANKS[bank_bin].encode()
    layout = layout_of(bank_bin)
    assert layout is not None

    for statement in (read(content, OURS, layout), read(content, OURS)):
        assert told(statement) == []
        came, went = statement.lines
        assert (came.amount_dong, went.amount_dong) == (50_000, -11_000)
        assert came.booked_at.date() == came.value_date == dt.date(2026, 11, 22)
        assert CODE in came.text
        assert came.reference
        assert came.reference != went.reference
        assert (came.account, came.currency, came.repeats) == (OURS, "VND", None)


def test_every_layout_is_of_a_bank_that_vietqr_knows() -> None:
    for bank_bin in OF_BANKS:
        assert bank_of(bank_bin) is not None
        assert layout_of(bank_bin) is not None
    assert layout_of("999999") is None


def test_a_bank_that_prints_the_number_of_the_entry_under_its_day_tells_both() -> None:
    came = read(VIETCOMBANK.encode()).lines[0]

    assert came.reference == "5009.34878"
    assert came.account == OURS, "the letterhead names it"
    assert came.text == "MBVCB.6997056113. H29.151-261122-0001"
    assert came.row == 8, "the line of the file on which the row ends"


def test_the_time_and_the_other_side_are_kept_where_the_bank_tells_them() -> None:
    came = read(OF_BANKS["970415"].encode()).lines[0]

    assert came.booked_at.isoformat() == "2026-11-22T08:15:30+07:00"
    assert came.counterparty == "NGUYEN THI HOA"


def test_a_workbook_with_dates_and_numbers_of_its_own_is_read_like_text() -> None:
    line = one(
        workbook(
            ["NGÂN HÀNG", None, None, None, None],
            ["Số tài khoản:", OURS],
            HEADS,
            [dt.datetime.fromisoformat("2026-11-22T08:15"), 123456789, None, 50000.0, CODE],
            ["Cộng phát sinh", None, 0, 50000, None],
        )
    )

    assert (line.amount_dong, line.reference, line.account, line.row) == (50_000, "123456789", OURS, 4)
    assert line.booked_at.isoformat() == "2026-11-22T08:15:00+07:00"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_a_file_is_read_whatever_encoding_the_bank_or_excel_chose(encoding: str) -> None:
    text = table((*ROW[:4], "Lệ phí hộ tịch của Ông Nguyễn Văn Ặ")).decode()
    content = windows_1258(text) if encoding == "cp1258" else text.encode(encoding)

    assert one(content).text == "Lệ phí hộ tịch của Ông Nguyễn Văn Ặ"


def test_excels_own_first_line_about_the_sign_between_cells_counts_as_a_row() -> None:
    assert one(b"sep=;\n" + table(ROW)).row == 3


def test_a_unit_may_read_by_columns_of_its_own() -> None:
    layout = Layout("970400", "Riêng", {"booked": ("When",), "amount": ("How much",), "text": ("What",)})
    content = b"When,How much,What\n22/11/2026,-50000,x\n22/11/2026,7000,y\n"

    assert [line.amount_dong for line in read(content, layout=layout).lines] == [-50_000, 7_000]
    with pytest.raises(Unreadable, match="thiếu cột"):
        read(b"When,What\n22/11/2026,x\n", layout=layout)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("", "R1", "", "50.000", "x"), ("Ngày giao dịch", "Thiếu ngày")),
        (("31/02/2026", "R1", "", "50.000", "x"), ("Ngày giao dịch", "không phải ngày")),
        (("22/11/1926", "R1", "", "50.000", "x"), ("Ngày giao dịch", "Năm 1926")),
        (("hôm qua", "R1", "", "50.000", "x"), ("Ngày giao dịch", "không phải ngày")),
        (("22/11/2026", "R1", "", "0", "x"), ("Số tiền ghi có", "bằng 0")),
        (("22/11/2026", "R1", "", "", "x"), ("Số tiền ghi có", "bằng 0 hoặc để trống")),
        (("22/11/2026", "R1", "", "-50.000", "x"), ("Số tiền ghi có", "số âm")),
        (("22/11/2026", "R1", "5.000", "50.000", "x"), ("Số tiền ghi có", "vừa ghi nợ vừa ghi có")),
        (("22/11/2026", "R1", "", "50.000,50", "x"), ("Số tiền ghi có", "đồng nguyên")),
        (("22/11/2026", "R1", "", "1" + "0" * 15, "x"), ("Số tiền ghi có", "quá lớn")),
        (("22/11/2026", "R1", "1.000.000.000.000.000", "", "x"), ("Số tiền ghi nợ", "quá lớn")),
        (("22/11/2026", "R1", "", "9" * 5000, "x"), ("Số tiền ghi có", "không phải số tiền")),
        (("22/11/2026", "R1", "", "năm mươi", "x"), ("Số tiền ghi có", "“năm mươi” không phải số tiền")),
    ],
)
def test_a_row_that_can_not_be_trusted_is_told_by_its_number_and_column(
    row: tuple[str, ...], fault: tuple[str, str]
) -> None:
    statement = read(table(ROW, row))

    ((number, column, what),) = told(statement)
    assert (number, column) == (3, fault[0])
    assert fault[1] in what
    assert len(statement.lines) == 1


def test_a_payer_whose_words_begin_like_a_sum_is_not_taken_for_one() -> None:
    heads = ("Mô tả", *HEADS[:4])
    statement = read(table(("TONG CONG TY ABC nop", *ROW[:4]), ("CONG TY X", *ROW[:4]), heads=heads))

    assert [line.text for line in statement.lines] == ["TONG CONG TY ABC nop", "CONG TY X"]


def test_letterhead_sums_notes_and_repeated_titles_are_no_lines() -> None:
    statement = read(
        table(
            ("22/11/2026", "", "", "", "Số dư đầu kỳ"),
            ROW,
            HEADS,
            ("", "", "", "", "Trang 2"),
            ("Tổng cộng", "", "0", "50.000", ""),
            ("", "", "", "", ""),
        )
    )

    assert told(statement) == []
    assert [line.row for line in statement.lines] == [3]


def test_a_row_that_stands_twice_is_marked_and_two_equal_payments_are_two() -> None:
    twin = ("22/11/2026", "R2", "", "50.000", CODE)
    unnamed = ("22/11/2026", "", "", "50.000", CODE)
    lines = read(table(ROW, twin, ROW, unnamed, unnamed)).lines

    assert [line.repeats for line in lines] == [None, None, 2, None, 5]
    assert [line.identity for line in lines[:2]] == ["R1", "R2"]
    assert lines[3].identity == lines[4].identity
    assert lines[3].identity.startswith("~")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Tệp trống"),
        (b"  \n ", "Tệp trống"),
        (b"hello", "Không tìm thấy dòng tiêu đề"),
        (b"\x00\x01\x02\xff" * 100, "."),
        (table(("a", "b"), heads=("Tên", "Tuổi")), "Không tìm thấy dòng tiêu đề"),
        (table(ROW[:4], heads=HEADS[:4]), "thiếu cột của sao kê .*: Nội dung"),
        (table(ROW[:3], heads=("Ngày giao dịch", "Mô tả", "Số tiền ghi nợ")), "thiếu cột .*: Số tiền ghi có"),
        (table(), "không có dòng giao dịch nào"),
        (table(ROW) + b'\n22/11/2026;R2;;50.000;"no end', "Dòng 3 của tệp bị hỏng"),
        (b"Loai tien: USD\n" + table(ROW), "bằng USD"),
        (b"So tai khoan: 999999999\n" + table(ROW), "của tài khoản 999999999, không phải 0011001932418"),
    ],
)
def test_a_file_that_is_no_statement_of_ours_is_refused_whole(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content, OURS)


def test_a_column_of_other_money_is_a_fault_of_its_row() -> None:
    heads = (*HEADS, "Loại tiền")
    statement = read(table((*ROW, "VND"), (*ROW, "USD"), heads=heads))

    assert told(statement) == [(3, "Loại tiền", "Tiền tệ “USD” không phải đồng Việt Nam.")]


def test_a_hundred_thousand_rows_with_a_thousand_faults_stay_a_list_that_can_be_read() -> None:
    rows = [("22/11/2026", f"R{number}", "", "0" if number % 100 == 0 else "50.000", CODE) for number in range(20_000)]
    statement = read(table(*rows))

    assert len(statement.lines) == 19_800
    assert len(statement.faults) == 200


@given(
    st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(["{:d}", "{:,d}", "{:,d}.00", "{:,d} VND", "dots", "float"])
)
def test_an_amount_is_read_in_every_way_that_banks_write_it(amount: int, way: str) -> None:
    if way == "dots":
        assert dong_of(f"{amount:,d}".replace(",", ".") + ",00 đồng") == amount
    elif way == "float":
        assert dong_of(float(amount)) == int(float(amount))
    else:
        assert dong_of(way.format(amount)) == amount


@given(st.text(max_size=60))
def test_any_cell_is_an_amount_and_a_day_or_refused_in_words(cell: str) -> None:
    for how in (dong_of, moment_of):
        try:
            how(cell)
        except ValueError as refusal:
            words = str(refusal)
            assert len(words) > 10


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read(content)
    except Unreadable as refusal:
        words = str(refusal)
        assert len(words) > 5
