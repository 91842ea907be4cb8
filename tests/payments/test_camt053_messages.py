"""camt.053 as banks really send it: several statements, batches, announced entries, names and words in many places."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.statements import StatementLine, Unreadable, read
from tests.payments.statement_files import OURS, camt, entry

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40)


def lines(*entries: str) -> list[StatementLine]:
    """The lines of a file without faults."""
    statement = read(camt(*entries), OURS)
    assert statement.faults == []
    return statement.lines


def faults(*entries: str) -> list[tuple[int, str]]:
    """What is wrong, by the number of the entry."""
    return [(fault.row, fault.what) for fault in read(camt(*entries), OURS).faults]


def escaped(text: str) -> str:
    """The text as XML holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def batch(*parts: tuple[str, str], amount: str = "50000", mark: str = "CRDT") -> str:
    """One entry of several transactions, each with amount and reference."""
    details = "".join(
        f'<TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs><Amt Ccy="VND">{part}</Amt>'
        f"<RltdPties><Dbtr><Nm>NGUOI {reference}</Nm></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{reference}</Ustrd></RmtInf></TxDtls>"
        for part, reference in parts
    )
    head, _old = entry(amount, mark).split("<NtryDtls>")
    return f"{head}<NtryDtls>{details}</NtryDtls></Ntry>"


@given(WORDS)
def test_the_words_of_a_payer_come_whole_whatever_letters_they_hold(words: str) -> None:
    (line,) = lines(entry(text=escaped(words)))

    assert line.text == " ".join(words.split())


def test_words_in_several_parts_are_read_one_behind_the_other() -> None:
    parts = entry(text="H29.151\n  -261122</Ustrd><Ustrd>-0001 nop phi")

    assert lines(parts)[0].text == "H29.151 -261122 -0001 nop phi"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("<RmtInf><Ustrd>H29</Ustrd></RmtInf>", "<AddtlTxInf>giao dich</AddtlTxInf>"), "giao dich"),
        (("<NtryDtls>", "<AddtlNtryInf>but toan</AddtlNtryInf><NtryDtls>"), "H29"),
    ],
)
def test_words_are_looked_for_where_the_payer_wrote_first(change: tuple[str, str], text: str) -> None:
    assert lines(entry().replace(*change))[0].text == text


def test_an_entry_without_details_says_what_the_bank_says_of_it() -> None:
    head, _details = entry().split("<NtryDtls>")
    (line,) = lines(f"{head}<AddtlNtryInf>THU  PHI\nTHANG 11</AddtlNtryInf></Ntry>")

    assert (line.text, line.counterparty, line.amount_dong) == ("THU PHI THANG 11", "", 50_000)


@pytest.mark.parametrize(
    ("old", "new", "reference"),
    [
        ("<TxDtls>", "<TxDtls><Refs><AcctSvcrRef>D1</AcctSvcrRef><TxId>T1</TxId></Refs>", "D1"),
        ("<TxDtls>", "<TxDtls><Refs><TxId>T1</TxId></Refs>", "T1"),
        ("<TxDtls>", "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>", "R1"),
        ("<AcctSvcrRef>R1</AcctSvcrRef>", "", "1"),
    ],
)
def test_the_nearest_reference_of_the_bank_tells_the_transfer(old: str, new: str, reference: str) -> None:
    assert lines(entry().replace(old, new))[0].reference == reference


def test_the_other_side_is_who_paid_what_came_and_who_got_what_went() -> None:
    both = "<Dbtr><Nm>NGUOI TRA</Nm></Dbtr><Cdtr><Nm>NGUOI NHAN</Nm></Cdtr>"
    came, went = (
        entry(mark=mark, reference=mark).replace("<Dbtr><Pty><Nm>NGUYEN THI HOA</Nm></Pty></Dbtr>", both)
        for mark in ("CRDT", "DBIT")
    )

    assert [line.counterparty for line in lines(came, went)] == ["NGUOI TRA", "NGUOI NHAN"]


@pytest.mark.parametrize(
    ("booked", "moment"),
    [
        ("<DtTm>2026-11-21T18:00:00Z</DtTm>", "2026-11-22T01:00:00+07:00"),
        ("<DtTm>2026-11-22T08:15:30</DtTm>", "2026-11-22T08:15:30+07:00"),
        ("<DtTm>2026-11-22T10:15:30+09:00</DtTm>", "2026-11-22T08:15:30+07:00"),
        ("<Dt>2026-11-22</Dt>", "2026-11-22T00:00:00+07:00"),
        ("<Dt>2026-11-22+07:00</Dt>", "2026-11-22T00:00:00+07:00"),
        ("<DtTm> 2026-11-22T08:15:30.123 </DtTm>", "2026-11-22T08:15:30.123000+07:00"),
    ],
)
def test_a_moment_of_any_zone_is_told_in_that_of_viet_nam(booked: str, moment: str) -> None:
    (line,) = lines(entry().replace("<DtTm>2026-11-22T08:15:30+07:00</DtTm>", booked))

    assert line.booked_at.isoformat() == moment


def test_without_a_value_date_the_day_of_booking_counts() -> None:
    with_one = entry().replace("<ValDt><Dt>2026-11-22", "<ValDt><Dt>2026-11-24")
    without = entry(reference="R2").replace("<ValDt><Dt>2026-11-22</Dt></ValDt>", "")

    assert [line.value_date for line in lines(with_one, without)] == [dt.date(2026, 11, 24), dt.date(2026, 11, 22)]


@given(st.lists(st.integers(1, 10**12), min_size=2, max_size=8), st.booleans())
def test_a_batch_becomes_a_line_for_each_of_its_transactions(amounts: list[int], went_out: bool) -> None:
    parts = [(str(amount), f"P{number}") for number, amount in enumerate(amounts)]
    read_lines = lines(batch(*parts, amount=str(sum(amounts)), mark="DBIT" if went_out else "CRDT"))

    sign = -1 if went_out else 1
    assert [line.amount_dong for line in read_lines] == [sign * amount for amount in amounts]
    assert [line.reference for line in read_lines] == [reference for _amount, reference in parts]
    assert {line.row for line in read_lines} == {1}
    assert all(line.repeats is None for line in read_lines)


@given(st.lists(st.integers(1, 10**9), min_size=3, max_size=6))
def test_a_batch_that_lost_a_transaction_is_a_fault_and_gives_no_line(amounts: list[int]) -> None:
    parts = [(str(amount), f"P{number}") for number, amount in enumerate(amounts[1:])]
    statement = read(camt(entry(reference="X"), batch(*parts, amount=str(sum(amounts)))))

    assert [(fault.row, fault.column) for fault in statement.faults] == [(2, "Ntry")]
    assert "không cộng thành" in statement.faults[0].what
    assert [line.reference for line in statement.lines] == ["X"]


def test_a_batch_may_hold_money_of_both_ways_if_each_says_so() -> None:
    mixed = batch(("60000", "P1"), ("10000", "P2")).replace(
        '<Amt Ccy="VND">10000</Amt>', '<Amt Ccy="VND">10000</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
    )

    assert [line.amount_dong for line in lines(mixed)] == [60_000, -10_000]


def test_a_part_in_other_money_spoils_its_whole_batch() -> None:
    wrong = batch(("30000", "P1"), ("20000", "P2")).replace('Ccy="VND">20000', 'Ccy="USD">20000')

    assert faults(entry(reference="X"), wrong) == [(2, "Tiền tệ “USD” không phải đồng Việt Nam.")]


@pytest.mark.parametrize("state", ["PDNG", "INFO", "FUTR"])
@pytest.mark.parametrize("form", ["<Sts><Cd>{}</Cd></Sts>", "<Sts>{}</Sts>"])
def test_what_is_not_booked_is_no_money_and_its_faults_are_none(state: str, form: str) -> None:
    announced = entry("not yet known", reference="R2").replace("<Sts><Cd>BOOK</Cd></Sts>", form.format(state))

    assert [line.reference for line in lines(entry(), announced, entry(reference="R3"))] == ["R1", "R3"]


def test_entries_keep_their_number_though_some_are_only_announced() -> None:
    announced = entry(reference="R2").replace("BOOK", "PDNG")

    assert faults(entry(), announced, entry("0", reference="R3")) == [(3, "Số tiền bằng 0, âm hoặc để trống.")]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('<Amt Ccy="VND">50000</Amt>', "", "Số tiền bằng 0, âm hoặc để trống."),
        (">50000<", "><", "Số tiền bằng 0, âm hoặc để trống."),
        (">50000<", ">-50000<", "Số tiền bằng 0, âm hoặc để trống."),
        (">50000<", ">50000.01<", "Số tiền không phải số đồng nguyên."),
        (">50000<", ">5e4<", "“5e4” không phải số tiền."),
        (">50000<", ">1000000000000000<", "Số tiền quá lớn (từ 1.000.000.000.000.000 đồng)."),
        ("2026-11-22T08:15:30+07:00", "22/11/2026 08:15", "“22/11/2026 08:15” không phải ngày dạng 31/12/2026."),
        (
            "<DtTm>2026-11-22T08:15:30+07:00</DtTm>",
            "<Dt>2026-02-30</Dt>",
            "“2026-02-30” không phải ngày dạng 31/12/2026.",
        ),
        ("<DtTm>2026-11-22T08:15:30+07:00</DtTm>", "", "Thiếu ngày giao dịch."),
        ("<Dt>2026-11-22</Dt>", "<Dt>1926-11-22</Dt>", "Năm 1926 không hợp lý."),
    ],
)
def test_each_fault_is_told_in_its_own_words_and_leaves_the_other_entries_alone(old: str, new: str, what: str) -> None:
    assert old in entry()

    assert faults(entry(reference="A"), entry().replace(old, new), entry(reference="B")) == [(2, what)]


def test_amounts_may_end_in_a_fraction_of_nought_as_the_standard_allows() -> None:
    written = (entry("50000.00", reference="A"), entry("50000.0", reference="B"), entry(" 50000 ", reference="C"))

    assert [line.amount_dong for line in lines(*written)] == [50_000] * 3


def test_statements_of_several_accounts_in_one_file_are_told_apart() -> None:
    two = camt(entry()).decode()
    whole = two[two.index("<Stmt>") : two.index("</Stmt>") + len("</Stmt>")]
    both = two.replace(whole, whole + whole.replace(OURS, "222222222")).encode()

    assert [(line.account, line.row, line.repeats) for line in read(both).lines] == [
        (OURS, 1, None),
        ("222222222", 2, None),
    ]
    with pytest.raises(Unreadable, match="của tài khoản 222222222, không phải 0011001932418"):
        read(both, OURS)


def test_an_account_may_be_named_as_iban_or_not_at_all() -> None:
    iban = camt(entry()).replace(b"<Othr><Id>" + OURS.encode() + b"</Id></Othr>", b"<IBAN>VN00123</IBAN>")
    unnamed = camt(entry()).replace(b"<Id><Othr><Id>" + OURS.encode() + b"</Id></Othr></Id>", b"")

    assert read(iban).lines[0].account == "VN00123"
    assert read(unnamed, OURS).lines[0].account == OURS
    assert read(unnamed).lines[0].account == ""


@pytest.mark.parametrize("space", ["", 'xmlns="urn:x"', 'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.13"'])
def test_the_elements_count_by_name_whatever_the_version_of_their_space(space: str) -> None:
    content = camt(entry()).replace(b'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"', space.encode())

    assert read(content).lines[0].amount_dong == 50_000


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\n\n", b"  \t", b"\xef\xbb\xbf\r\n"])
def test_marks_and_blanks_before_the_document_change_nothing(start: bytes) -> None:
    body = camt(entry()).partition(b"?>\n")[2]

    assert read(start + body).lines[0].reference == "R1"


@pytest.mark.parametrize(
    "content",
    [
        camt(entry()).replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt"),
        camt(entry()).replace(b"Document", b"Envelope"),
        b"<Document/>",
        b'<?xml version="1.0"?><Document><Stmt/></Document>',
    ],
)
def test_other_messages_of_the_same_family_are_no_statement(content: bytes) -> None:
    with pytest.raises(Unreadable, match="không phải sao kê camt.053"):
        read(content)


def test_comments_and_instructions_inside_are_passed_over() -> None:
    noted = entry().replace("<RmtInf>", "<!-- <Amt>1</Amt> --><?print now?><RmtInf>")

    assert (lines(noted)[0].amount_dong, lines(noted)[0].text) == (50_000, "H29")
