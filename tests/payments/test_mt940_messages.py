"""MT940 as banks really send it: several messages, pages, envelopes, balances below zero, and everything cut off."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from payments.statements import Statement, Unreadable, read
from tests.payments.statement_files import MT940, OURS

DAY = dt.date(2026, 11, 22)


def balance(tag: str, dong: int) -> str:
    """A line with a balance; what is owed to the bank is a debit."""
    return f":{tag}:{'C' if dong >= 0 else 'D'}261122VND{abs(dong)},"


def entry(dong: int, reference: str = "NONREF", words: str = "") -> str:
    """A line of money with its words."""
    line = f":61:2611221122{'C' if dong > 0 else 'D'}{abs(dong)},NTRF{reference}"
    return f"{line}\n:86:{words}" if words else line


def message(*entries: str, opening: int = 0, closing: int = 0, account: str = OURS, pages: str = "F") -> str:
    """A whole message; `pages` F: the first and last page, M: one between."""
    head = (":20:STMT", f":25:{account}", ":28C:326/1", balance(f"60{pages}", opening))
    return "\n".join((*head, *entries, balance(f"62{pages}", closing), ""))


def told(content: str, account: str = "") -> Statement:
    """What is read of a text."""
    return read(content.encode(), account)


MONEY = st.integers(-(10**12), 10**12).filter(bool)


@given(st.lists(MONEY, min_size=1, max_size=12), st.integers(-(10**12), 10**12))
def test_every_entry_of_a_message_that_adds_up_is_read_in_its_order(amounts: list[int], opening: int) -> None:
    entries = [entry(amount, f"R{number}") for number, amount in enumerate(amounts)]
    statement = told(message(*entries, opening=opening, closing=opening + sum(amounts)))

    assert [line.amount_dong for line in statement.lines] == amounts
    assert [line.reference for line in statement.lines] == [f"R{number}" for number in range(len(amounts))]
    assert statement.faults == []


@given(st.lists(MONEY, min_size=2, max_size=8), st.data())
def test_a_message_that_lost_an_entry_on_its_way_is_refused(amounts: list[int], data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(amounts) - 1))
    kept = [entry(amount) for number, amount in enumerate(amounts) if number != lost]

    with pytest.raises(Unreadable, match="tệp thiếu dòng"):
        told(message(*kept, closing=sum(amounts)))


@given(st.integers(0, len(MT940) - len("-}\n") - len(":62F:C261122VND1039000,") - 1))
@example(MT940.index(":60F:") + 5)
def test_a_file_that_was_cut_anywhere_before_its_closing_balance_is_refused(kept: int) -> None:
    with pytest.raises(Unreadable):
        told(MT940[:kept])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_lines_may_end_as_on_any_system_and_letters_stand_in_any_encoding(end: str, encoding: str) -> None:
    content = message(entry(5, words="Lệ phí hộ tịch"), closing=5).replace("\n", end)
    (line,) = read(content.encode(encoding)).lines

    assert (line.text, line.amount_dong, line.account) == ("Lệ phí hộ tịch", 5, OURS)


def test_several_messages_in_one_file_add_up_each_by_itself() -> None:
    first = message(entry(5, "A"), opening=10, closing=15)
    second = message(entry(-7, "B"), opening=100, closing=93)

    assert [line.amount_dong for line in told(first + second).lines] == [5, -7]
    with pytest.raises(Unreadable, match="tệp thiếu dòng"):
        told(first + second.replace(balance("62F", 93), balance("62F", 94)))


def test_pages_of_one_statement_carry_their_balance_over() -> None:
    pages = [
        message(entry(5, "A"), opening=10, closing=15).replace(":62F:", ":62M:"),
        message(entry(6, "B"), opening=15, closing=21, pages="M"),
        message(entry(7, "C"), opening=21, closing=28).replace(":60F:", ":60M:"),
    ]

    assert [line.reference for line in told("".join(pages)).lines] == ["A", "B", "C"]


def test_a_message_cut_before_the_next_one_begins_is_refused_and_not_merged_with_it() -> None:
    whole = message(entry(5, "A"), opening=10, closing=15)
    cut = whole.replace(balance("62F", 15) + "\n", "")

    with pytest.raises(Unreadable, match="thiếu số dư cuối kỳ"):
        told(cut + message(entry(6, "B"), opening=10, closing=16))


@pytest.mark.parametrize("tail", ["", balance("62F", 15) + "\n"])
def test_entries_without_an_opening_balance_could_be_a_part_of_anything_and_are_refused(tail: str) -> None:
    with pytest.raises(Unreadable, match="thiếu số dư đầu kỳ"):
        told(f":20:X\n:25:{OURS}\n{entry(5)}\n{tail}")
    whole = message(entry(5), closing=5)
    with pytest.raises(Unreadable, match="thiếu số dư đầu kỳ"):
        told(f"{whole}:20:Y\n{entry(6)}\n")


def test_each_message_names_its_own_account_and_one_of_another_account_is_refused() -> None:
    ours = message(entry(5, "A"), closing=5)
    other = message(entry(6, "B"), closing=6, account="970436/222222222VND")

    assert [line.account for line in told(ours + other).lines] == [OURS, "222222222"]
    with pytest.raises(Unreadable, match="của tài khoản 222222222, không phải 0011001932418"):
        told(ours + other, OURS)


@pytest.mark.parametrize(
    "named", [OURS, f"970436/{OURS}", f"{OURS}VND", f"BFTVVNVX/{OURS}VND", f" {OURS[:4]} {OURS[4:]} "]
)
def test_an_account_is_the_same_with_its_bank_before_and_its_money_behind(named: str) -> None:
    (line,) = told(message(entry(5), closing=5, account=named), OURS).lines

    assert line.account == OURS


def test_an_account_below_zero_adds_up_like_any_other() -> None:
    statement = told(message(entry(30), entry(-50), opening=-20, closing=-40))

    assert [line.amount_dong for line in statement.lines] == [30, -50]


@pytest.mark.parametrize(
    ("words", "text", "name"),
    [
        ("?20H29.151-2611?2122-0001?32NGUYEN THI HOA", "H29.151-261122-0001", "NGUYEN THI HOA"),
        ("?32NGUYEN THI?33HOA?20nop phi", "nop phi", "NGUYEN THI HOA"),
        ("?60x?61y?20z", "xyz", ""),
        ("?00PHI?30970436?31123", "", ""),
        ("H29.151-26\n1122-0001", "H29.151-261122-0001", ""),
        ("{khong phai phong bi} H29", "{khong phai phong bi} H29", ""),
        ("Vi sao? Vi le phi", "Vi sao? Vi le phi", ""),
        ("  nhieu   khoang   trang ", "nhieu khoang trang", ""),
    ],
)
def test_words_come_whole_or_in_numbered_parts_cut_anywhere(words: str, text: str, name: str) -> None:
    (line,) = told(message(entry(5, words=words), closing=5)).lines

    assert (line.text, line.counterparty) == (text, name)


@pytest.mark.parametrize(
    ("own", "reference"),
    [("NONREF", ""), ("NONREF//NONREF", ""), ("OURS1//BANK1", "BANK1"), ("OURS1//NONREF", "OURS1"), ("A/B//C/D", "C/D"),
     ("", ""), ("//BANK 1", "BANK 1")],
)  # fmt: skip
def test_the_banks_own_reference_counts_before_that_of_the_payer(own: str, reference: str) -> None:
    (line,) = told(message(entry(5, own), closing=5)).lines

    assert line.reference == reference


@pytest.mark.parametrize(
    ("line", "value", "booked"),
    [
        (":61:261122C5,NTRFX", DAY, DAY),
        (":61:2611221123C5,NTRFX", DAY, dt.date(2026, 11, 23)),
        (":61:2611221121C5,NTRFX", DAY, dt.date(2026, 11, 21)),
        (":61:2612310102C5,NTRFX", dt.date(2026, 12, 31), dt.date(2027, 1, 2)),
        (":61:2701021230C5,NTRFX", dt.date(2027, 1, 2), dt.date(2026, 12, 30)),
        (":61:2802290301C5,NTRFX", dt.date(2028, 2, 29), dt.date(2028, 3, 1)),
    ],
)
def test_the_day_of_booking_may_differ_from_the_value_date_and_stands_without_its_year(
    line: str, value: dt.date, booked: dt.date
) -> None:
    (read_line,) = told(message(line, closing=5)).lines

    assert (read_line.value_date, read_line.booked_at.date()) == (value, booked)
    assert read_line.booked_at.utcoffset() == dt.timedelta(hours=7)


@pytest.mark.parametrize(
    "line",
    [
        ":61:2611221122C,NTRFX",
        ":61:2611221122C5.00NTRFX",
        ":61:2611221122C-5,NTRFX",
        ":61:2611221122C1234567890123456,NTRFX",
        ":61:2611221122C5,01NTRFX",
        ":61:2611221199C5,NTRFX",
        ":61:2613011122C5,NTRFX",
        ":61:2602291122C5,NTRFX",
        ":61:C5,NTRFX",
        ":61:",
        ":61:2611221122E5,NTRFX",
    ],
)
def test_an_entry_that_no_bank_would_write_is_told_by_its_line_and_the_others_are_still_read(line: str) -> None:
    statement = told(message(entry(5, "A"), line, entry(6, "B"), closing=11))

    assert [(fault.row, fault.column) for fault in statement.faults] == [(6, ":61:")]
    assert statement.faults[0].what
    assert [(read_line.row, read_line.reference) for read_line in statement.lines] == [(5, "A"), (7, "B")]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "C",
        "X261122VND5,",
        "C261122VND",
        "C261122VND-5,",
        "C261122VN5,",
        "C2611VND5,",
        "C261122VND5.00",
        "C261122VND5,50",
    ],
)
@pytest.mark.parametrize("tag", ["60F", "62F"])
def test_a_balance_that_cannot_be_read_is_told_by_its_line(tag: str, wrong: str) -> None:
    row = 4 if tag == "60F" else 6
    lines = message(entry(5), closing=5).split("\n")
    lines[row - 1] = f":{tag}:{wrong}"

    with pytest.raises(Unreadable, match=f"Dòng {row}: số dư không đọc được"):
        told("\n".join(lines))


@pytest.mark.parametrize("money", ["USD", "EUR", "XAU"])
def test_a_closing_balance_in_other_money_is_refused_like_an_opening_one(money: str) -> None:
    for tag in ("60F", "62F"):
        with pytest.raises(Unreadable, match=f"bằng {money}, không phải đồng"):
            told(message(entry(5), closing=5).replace(f":{tag}:C261122VND", f":{tag}:C261122{money}"))


def test_a_day_without_money_has_no_lines_and_says_so() -> None:
    with pytest.raises(Unreadable, match="không có dòng giao dịch nào"):
        told(message(opening=7, closing=7))


def test_an_entry_pasted_twice_is_marked_and_needs_a_balance_that_counts_it_twice() -> None:
    twice = (entry(5, "A", "x"), entry(5, "A", "x"), entry(5, "B", "x"))

    assert [line.repeats for line in told(message(*twice, closing=15)).lines] == [None, 5, None]
    with pytest.raises(Unreadable, match="tệp thiếu dòng"):
        told(message(*twice, closing=10))


def test_other_fields_between_the_entries_change_nothing() -> None:
    statement = told(
        message(entry(5, "A"), ":90C:1VND5,", ":64:C261122VND5,", ":86:about the whole statement", closing=5)
    )

    assert [(line.reference, line.text) for line in statement.lines] == [("A", "")]
