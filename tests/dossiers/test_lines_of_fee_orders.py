"""Rules proved: an order of a dossier costs what its fee rules say, line by line, each reduction with its ground."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.fee_orders import KINDS, lines_of
from dossiers.filing_fees import Owed
from payments.vocabulary import LineKind
from procedures import fee_rules
from procedures.choices import Channel, FeeEffect, FeeKind
from procedures.fee_rules import Due, Rule, Situation

DAY = date(2026, 11, 22)
SITUATION = Situation(DAY, Channel.ONLINE, answers={"copies": 3})
DUES = st.builds(
    Due,
    code=st.sampled_from(["LP-HT", "PHI-TL", "GIA"]),
    name=st.text("Lệ phí ", min_size=1, max_size=700),
    kind=st.sampled_from(list(FeeKind.values)),
    channel=st.sampled_from([Channel.ANY, Channel.ONLINE]),
    amount_dong=st.none() | st.integers(0, 10**9),
    quantity_of=st.sampled_from(["", "copies"]),
    legal_basis=st.just("Thông tư số 85/2019/TT-BTC"),
)
RULES = st.builds(
    Rule,
    key=st.sampled_from(["a", "b", "c"]),
    text=st.just("Miễn, giảm."),
    effect=st.sampled_from(list(FeeEffect.values)),
    valid_from=st.just(date(2026, 1, 1)),
    legal_basis=st.sampled_from(["Nghị quyết 411/NQ-HĐND, Điều 1", "Luật số 97/2015/QH13, Điều 10"]),
    percent_off=st.none() | st.integers(1, 100),
    amount_dong=st.none() | st.integers(0, 10**9),
)


def owed_of(dues: list[Due], rules: list[Rule]) -> Owed:
    owed = fee_rules.lines(dues, rules, SITUATION)
    return Owed(owed, fee_rules.total_dong(owed))


@given(st.lists(DUES, max_size=5), st.lists(RULES, max_size=3), st.integers(0, 10**9))
def test_an_order_costs_what_the_rules_say_and_what_a_person_added(
    dues: list[Due], rules: list[Rule], told: int
) -> None:
    owed = owed_of(dues, rules)
    open_places = [place for place, line in enumerate(owed.lines) if line.owed_dong is None]

    placed = lines_of(owed, dict.fromkeys(open_places, told))

    assert sum(line.amount_dong for line in placed) == owed.total_dong + told * len(open_places)
    assert [line.code for line in placed] == [line.due.code for line in owed.lines]


@given(st.lists(DUES, max_size=5), st.lists(RULES, max_size=3))
def test_every_line_is_one_that_an_order_takes(dues: list[Due], rules: list[Rule]) -> None:
    """Nothing is taken off beyond the price, and nothing without its ground: a receipt prints both."""
    for line in lines_of(owed_of(dues, rules), {}):
        assert 0 <= line.reduction_dong <= line.quantity * line.unit_price_dong
        assert line.legal_basis.strip()
        assert (line.quantity >= 1, len(line.name) <= 500) == (True, True)


@given(st.lists(DUES, min_size=1, max_size=5), RULES)
def test_a_reduced_line_names_the_rule_and_the_announced_price(dues: list[Due], rule: Rule) -> None:
    owed = owed_of(dues, [rule])
    for told, line in zip(owed.lines, lines_of(owed, {}), strict=True):
        if line.reduction_dong:
            assert (line.unit_price_dong, line.legal_basis) == (told.due.amount_dong, rule.legal_basis)
            assert line.reduction_dong == told.saved_dong
        elif told.rule is None:
            assert line.legal_basis == told.due.legal_basis


def test_a_price_is_neither_a_fee_nor_a_charge_and_has_no_receipt_of_theirs() -> None:
    """Luật Phí và lệ phí 2015, Điều 3 knows phí and lệ phí; a price (giá) is invoiced otherwise."""
    assert set(KINDS) == set(FeeKind.values)
    assert KINDS[FeeKind.PRICE] == LineKind.OTHER


@pytest.mark.parametrize(("amount", "reduction"), [(8_000, 24_000), (None, 0)])
def test_what_is_waived_stands_with_its_price_where_the_announcement_names_one(
    amount: int | None, reduction: int
) -> None:
    """Three copies for nothing: 24,000 đồng taken off; where only a text sets the price, there is nothing to take."""
    due = Due("PHI-TL", "Phí trích lục", FeeKind.CHARGE, Channel.ANY, amount, "copies", "Thông tư 281/2016/TT-BTC")
    free = Rule("ngheo", "Miễn.", FeeEffect.EXEMPT, date(2026, 1, 1), "Nghị định 07/2021/NĐ-CP")

    (line,) = lines_of(owed_of([due], [free]), {})

    assert (line.amount_dong, line.quantity, line.reduction_dong) == (0, 3, reduction)
    assert line.legal_basis == "Nghị định 07/2021/NĐ-CP"
