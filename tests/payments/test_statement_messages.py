"""Statements as messages: MT940 and camt.053, which must add up and be of our account and money."""

from __future__ import annotations

import datetime as dt

import pytest

from payments.statements import Unreadable, read
from tests.payments.statement_files import MT940, OURS, camt, entry


def test_mt940_tells_entries_with_their_words_which_lines_cut_anywhere() -> None:
    came, went = read(MT940.encode(), OURS).lines

    assert (came.amount_dong, came.reference, came.account) == (50_000, "5009.34878", OURS)
    assert came.text == "MBVCB.6997056113.H29.151-261122-0001.CT tu 0881000956868 NGUYEN THI HOA"
    assert (came.booked_at.isoformat(), came.row) == ("2026-11-22T00:00:00+07:00", 6)
    assert (went.amount_dong, went.reference) == (-11_000, "5009.34879")
    assert (went.text, went.counterparty) == ("Phi quan ly tai khoan", "VIETCOMBANK HO CHI MINH")


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", 50_000), ("D", -50_000), ("RC", -50_000), ("RD", 50_000), ("CD", 50_000)]
)
def test_mt940_marks_say_what_came_in_and_what_was_taken_back(mark: str, amount: int) -> None:
    closing = f"C261122VND{1_000_000 + amount - 11_000},"
    message = MT940.replace("1122C50000,", f"1122{mark}50000,").replace("C261122VND1039000,", closing)

    assert read(message.encode()).lines[0].amount_dong == amount


def test_mt940_days_of_booking_around_new_year_get_the_nearest_year() -> None:
    message = MT940.replace(":61:2611221122C", ":61:2612310101C").replace(
        ":61:2611221122D", ":61:270101 1231D".replace(" ", "")
    )
    came, went = read(message.encode()).lines

    assert (came.value_date, came.booked_at.date()) == (dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert (went.value_date, went.booked_at.date()) == (dt.date(2027, 1, 1), dt.date(2026, 12, 31))


def test_an_entry_without_words_or_reference_has_what_stands_beside_it() -> None:
    message = (
        ":20:X\n:25:0011001932418VND\n:60F:C261121VND0,\n:61:261122C5,NMSCNONREF\nSO GIAO DICH 7\n:62F:C261122VND5,\n"
    )
    (line,) = read(message.encode()).lines

    assert (line.account, line.amount_dong, line.text, line.reference) == (OURS, 5, "SO GIAO DICH 7", "")
    assert line.identity.startswith("~")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("C261122VND1039000,", "C261122VND1039001,", "tệp thiếu dòng"),
        (":62F:C261122VND1039000,\n", "", "thiếu số dư cuối kỳ"),
        (":60F:C261121VND1000000,\n", "", "thiếu số dư đầu kỳ"),
        ("C261121VND1000000,", "C261121USD1000000,", "bằng USD"),
        ("C261121VND1000000,", "C261121VND9999999999999999,", "số dư không đọc được"),
        ("C261121VND1000000,", "nothing", "Dòng 5: số dư không đọc được"),
        ("970436/0011001932418", "970436/999", "của tài khoản 999"),
    ],
)
def test_mt940_that_does_not_add_up_or_is_not_ours_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(MT940.replace(old, new).encode(), OURS)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("C50000,", "C0,", "bằng 0"),
        ("C50000,", "C50000,50", "đồng nguyên"),
        ("C50000,", "X50000,", "không đọc được"),
        (":61:261122", ":61:261399", "."),
    ],
)
def test_an_entry_of_mt940_that_can_not_be_trusted_is_told_by_its_line(old: str, new: str, what: str) -> None:
    statement = read(MT940.replace(old, new, 1).encode())

    (fault,) = statement.faults
    assert (fault.row, fault.column) == (6, ":61:")
    assert what in fault.what or what == "."
    assert len(statement.lines) == 1


@pytest.mark.parametrize("version", ["02", "08"])
def test_camt_of_any_version_tells_booked_entries(version: str) -> None:
    content = camt(entry(text="H29.151-261122-0001"), entry("11000", "DBIT", "R2", "Phi", row=2), version=version)
    if version == "02":
        content = content.replace(b"<Sts><Cd>BOOK</Cd></Sts>", b"<Sts>BOOK</Sts>")
        content = content.replace(b"<Pty>", b"").replace(b"</Pty>", b"")
    came, went = read(content, OURS).lines

    assert (came.amount_dong, came.reference, came.account) == (50_000, "R1", OURS)
    assert (came.text, came.counterparty) == ("H29.151-261122-0001", "NGUYEN THI HOA")
    assert came.booked_at.isoformat() == "2026-11-22T08:15:30+07:00"
    assert (went.amount_dong, went.row, went.counterparty) == (-11_000, 2, "")


def test_what_is_only_announced_is_no_money_yet() -> None:
    pending = entry(reference="R2").replace("BOOK", "PDNG")

    assert [line.reference for line in read(camt(entry(), pending)).lines] == ["R1"]


def test_an_entry_of_several_transactions_becomes_a_line_each_if_they_add_up() -> None:
    details = "".join(
        f"<TxDtls><Refs><AcctSvcrRef>P{n}</AcctSvcrRef></Refs><Amt Ccy='VND'>{amount}</Amt></TxDtls>"
        for n, amount in ((1, 30_000), (2, 20_000))
    )
    batch = (
        entry()
        .replace("<NtryDtls>", f"<NtryDtls>{details}</NtryDtls><NoDtls>")
        .replace("</NtryDtls></Ntry>", "</NoDtls></Ntry>")
    )

    assert [(line.reference, line.amount_dong) for line in read(camt(batch)).lines] == [("P1", 30_000), ("P2", 20_000)]
    (fault,) = read(camt(batch.replace(">30000<", ">30001<"))).faults
    assert "không cộng thành" in fault.what


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (entry("0"), "bằng 0, âm"),
        (entry("-5"), "bằng 0, âm"),
        (entry("1" + "0" * 15), "quá lớn"),
        (entry("50000.5"), "đồng nguyên"),
        (entry("x"), "không phải số tiền"),
        (entry().replace('Ccy="VND"', 'Ccy="USD"'), "“USD” không phải đồng"),
        (entry().replace("2026-11-22T08:15:30+07:00", "soon"), "không phải ngày"),
        (entry().replace("BookgDt", "Nothing"), "Thiếu ngày"),
    ],
)
def test_an_entry_of_camt_that_can_not_be_trusted_is_told_by_its_number(wrong: str, what: str) -> None:
    statement = read(camt(entry(), wrong))

    (fault,) = statement.faults
    assert (fault.row, fault.column) == (2, "Ntry")
    assert what in fault.what
    assert len(statement.lines) == 1


def test_xml_of_another_kind_account_or_money_is_refused() -> None:
    with pytest.raises(Unreadable, match="không phải sao kê camt.053"):
        read(b"<html></html>")
    with pytest.raises(Unreadable, match="bằng USD"):
        read(camt(entry(), money="USD"))
    with pytest.raises(Unreadable, match="không phải 123"):
        read(camt(entry()), "123")
    with pytest.raises(Unreadable, match="không có dòng"):
        read(camt())


def test_an_entry_that_stands_twice_is_marked() -> None:
    assert [line.repeats for line in read(camt(entry(), entry(row=2))).lines] == [None, 1]
