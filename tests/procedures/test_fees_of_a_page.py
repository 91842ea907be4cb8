"""Rules proved: a page tells every fee of a case once, under the heading of its kind; the lower amount beside the
announced one only where everybody pays it; and each benefit with for whom, how filed and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import WAYS, Channel, FeeEffect, FeeKind
from procedures.fee_rules import Due, Rule, Situation, lines
from procedures.showing_fees import ShownFee, ShownFees, say_amount, shown_fees
from tests.procedures.test_fee_reckoning import DAY, dues, rules, slow_machines

FEE = Due("LP", "Lệ phí hộ tịch", FeeKind.FEE, Channel.ANY, 8000, legal_basis="NQ 1/2026")
FREE = Rule("free", "Miễn cho mọi người.", FeeEffect.EXEMPT, DAY, "NQ 2/2026")
ONLINE_HALF = replace(FREE, key="half", effect=FeeEffect.PERCENT, percent_off=50, channel=Channel.ONLINE)
POOR = replace(FREE, key="poor", group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận")


def shown(*told: Due, book: tuple[Rule, ...] = (), channel: str = "") -> ShownFees:
    """The fees of a case on the day of the rules."""
    return shown_fees(told, book, procedure="1.001193", case="standard", day=DAY, channel=channel)


def only(fees: ShownFees) -> ShownFee:
    """The one fee that there is."""
    [(_heading, [fee])] = fees.groups
    return fee


def test_without_a_rule_the_announced_amount_stands_alone() -> None:
    fee = only(shown(FEE))

    assert (fee.amount, fee.now, fee.benefits, fee.channel) == ("8.000 đồng", "", [], "")
    assert fee.basis == "NQ 1/2026"
    assert shown(FEE).summary == "8.000 đồng"


def test_what_everybody_is_spared_stands_beside_the_announced_amount_and_is_told_once() -> None:
    fees = shown(FEE, book=(FREE,))
    fee = only(fees)

    assert (fee.amount, fee.now) == ("8.000 đồng", "0 đồng")
    assert [(benefit.channel, benefit.who) for benefit in fee.benefits] == [("", "")]
    assert fees.summary == "Không mất phí"


def test_what_one_way_of_filing_lowers_is_no_amount_for_all_until_that_way_is_known() -> None:
    unknown, online, direct = (only(shown(FEE, book=(ONLINE_HALF,), channel=way)) for way in ("", "online", "direct"))

    assert unknown.now == ""
    assert [benefit.channel for benefit in unknown.benefits] == ["Trực tuyến"]
    assert (online.now, online.channel) == ("4.000 đồng", "Trực tuyến")
    assert (direct.now, direct.benefits) == ("", [])


def test_what_needs_proof_lowers_nothing_yet_and_says_for_whom() -> None:
    fees = shown(FEE, book=(POOR,))
    fee = only(fees)

    assert (fee.amount, fee.now) == ("8.000 đồng", "")
    assert [(one.who, one.proof, one.amount) for one in fee.benefits] == [("Hộ nghèo", "Giấy chứng nhận", "0 đồng")]
    assert fees.summary == "8.000 đồng; có người được miễn, giảm, xem bên dưới"


@pytest.mark.parametrize("days", [1, 30])
def test_a_benefit_names_the_last_day_on_which_it_holds(days: int) -> None:
    end = DAY + timedelta(days=days)

    [benefit] = only(shown(FEE, book=(replace(FREE, valid_to=end),))).benefits

    assert benefit.last_day == end - timedelta(days=1)
    assert only(shown(FEE, book=(FREE,))).benefits[0].last_day is None


def test_a_fee_by_number_is_shown_for_one_and_says_that_it_is_counted() -> None:
    fee = only(shown(replace(FEE, quantity_of="copies")))

    assert (fee.amount, fee.is_counted) == ("8.000 đồng", True)
    assert not only(shown(FEE)).is_counted


def test_a_fee_of_another_way_of_filing_is_not_told_to_who_chose_theirs() -> None:
    online = replace(FEE, channel=Channel.ONLINE)

    assert shown(online, channel="direct") == ShownFees([], "Không mất phí")
    assert only(shown(online)).channel == "Trực tuyến"


@pytest.mark.parametrize(
    ("amount", "said"), [(None, "theo thông báo khi tiếp nhận"), (0, "0 đồng"), (12_000_000, "12.000.000 đồng")]
)
def test_an_amount_is_always_told_even_when_it_is_nothing_or_unknown(amount: int | None, said: str) -> None:
    assert say_amount(amount) == said


cases = st.lists(dues, max_size=4)
books = st.lists(rules(), max_size=4, unique_by=lambda rule: rule.key)
ways = st.sampled_from(["", *WAYS])


@slow_machines
@given(cases, books, ways)
def test_every_fee_that_is_owed_some_way_is_told_once_in_the_order_of_kinds(
    announced: list[Due], book: list[Rule], way: str
) -> None:
    groups = shown(*announced, book=tuple(book), channel=way).groups

    headings = [heading for heading, _fees in groups]
    owed = [due for due in announced if not way or due.channel in (way, Channel.ANY)]
    assert headings == [str(kind.label) for kind in FeeKind if any(due.kind == kind for due in owed)]
    assert sum(len(fees) for _heading, fees in groups) == len(owed)


@slow_machines
@given(dues, books, st.sampled_from(WAYS))
def test_the_amount_shown_to_who_chose_is_the_one_that_is_owed(due: Due, book: list[Rule], way: str) -> None:
    [(_heading, [fee])] = shown(replace(due, channel=way), book=tuple(book), channel=way).groups
    situation = Situation(DAY, way, "1.001193", "standard", {"copies": 1})
    [line] = lines([replace(due, channel=way)], book, situation)

    assert (fee.now or fee.amount) == say_amount(line.owed_dong)
    assert bool(fee.now) == (line.rule is not None)


@slow_machines
@given(cases, books)
def test_the_order_of_the_rules_does_not_change_what_the_page_tells(announced: list[Due], book: list[Rule]) -> None:
    assert shown(*announced, book=tuple(book)) == shown(*announced, book=tuple(reversed(book)))
