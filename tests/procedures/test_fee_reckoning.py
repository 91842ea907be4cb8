"""Rules proved by chance: of all rules the citizen gets the best one, on its days, and never owes less than nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.choices import WAYS, Channel, FeeEffect, FeeKind
from procedures.fee_rules import Due, Line, Rule, Situation, applies, lines, total_dong

slow_machines = settings(suppress_health_check=[HealthCheck.too_slow])
DAY = date(2026, 11, 22)
CODES, GROUPS, CASES = ("LP-A", "PHI-B"), ("", "poor", "vneid-level-2"), ("standard", "late")
days = st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
amounts = st.none() | st.integers(0, 10_000_000)
dues = st.builds(
    Due,
    code=st.sampled_from(CODES),
    name=st.just("Lệ phí"),
    kind=st.sampled_from(FeeKind.values),
    channel=st.sampled_from(Channel.values),
    amount_dong=amounts,
    quantity_of=st.sampled_from(["", "copies"]),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule as the database lets one be."""
    effect = draw(st.sampled_from(FeeEffect.values))
    first, group = draw(days), draw(st.sampled_from(GROUPS))
    return Rule(
        key=draw(st.text("abcdef", min_size=1, max_size=4)),
        text="Miễn, giảm",
        effect=effect,
        valid_from=first,
        legal_basis="NQ 1/2026",
        valid_to=draw(st.none() | st.integers(1, 5).map(lambda n: first + timedelta(days=n))),
        percent_off=draw(st.integers(1, 99)) if effect == FeeEffect.PERCENT else None,
        amount_dong=draw(st.integers(0, 10_000_000)) if effect == FeeEffect.FIXED else None,
        channel=draw(st.sampled_from(Channel.values)),
        fee_codes=draw(st.sampled_from([(), ("LP-A",), CODES])),
        kinds=draw(st.sampled_from([(), (FeeKind.FEE,)])),
        procedure_codes=draw(st.sampled_from([("1.000001",), ()])),
        case_keys=draw(st.sampled_from([(), ("late",)])),
        answers=draw(st.sampled_from([(), (("on_time", ("yes", True)),)])),
        group=group,
        group_name=group and "Nhóm",
        proof=group and "Giấy",
    )


situations = st.builds(
    Situation,
    day=days,
    channel=st.sampled_from(WAYS),
    procedure=st.sampled_from(["1.000001", "1.000002"]),
    case=st.sampled_from(CASES),
    answers=st.fixed_dictionaries(
        {"copies": st.sampled_from([0, 1, 3, "2", "x", None]), "on_time": st.sampled_from(["yes", "no", True])}
    ),
    groups=st.sampled_from([frozenset(), frozenset({"poor"}), frozenset(GROUPS[1:])]),
)
books = st.lists(rules(), max_size=5, unique_by=lambda rule: rule.key)


def one(due: Due, book: list[Rule], situation: Situation) -> Line | None:
    """The line of a single fee, None when it is not owed."""
    return next(iter(lines([due], book, situation)), None)


def as_number(amount: int | None) -> float:
    """Unknown is worse than any number: a text may set anything."""
    return float("inf") if amount is None else amount


@slow_machines
@given(dues, books, situations)
def test_no_choice_among_the_rules_would_cost_the_citizen_less(
    due: Due, book: list[Rule], situation: Situation
) -> None:
    """TT 117/2026/TT-BTC: where several benefits apply, the highest is taken."""
    line = one(due, book, situation)
    if line is None:
        return
    for size in range(len(book) + 1):
        for some in combinations(book, size):
            other = one(due, list(some), situation)
            assert other is not None
            assert as_number(line.owed_dong) <= as_number(other.owed_dong)


@slow_machines
@given(dues, books, situations)
def test_the_winner_is_one_rule_that_applies_and_no_sum_of_several(
    due: Due, book: list[Rule], situation: Situation
) -> None:
    line = one(due, book, situation)
    if line is None or line.rule is None:
        assert line is None or line.owed_dong == line.full_dong
        return
    alone = one(due, [line.rule], situation)
    assert alone is not None
    assert alone.owed_dong == line.owed_dong
    assert applies(line.rule, due, situation)
    assert not line.rule.group or line.rule.group in situation.groups


@slow_machines
@given(dues, books, situations)
def test_nothing_is_owed_below_zero_nor_above_what_was_announced(
    due: Due, book: list[Rule], situation: Situation
) -> None:
    line = one(due, book, situation)
    if line is not None:
        assert line.owed_dong is None or line.owed_dong >= 0
        assert line.full_dong is None or as_number(line.owed_dong) <= line.full_dong
        assert line.saved_dong >= 0 or line.full_dong is None


@slow_machines
@given(dues, books, situations)
def test_what_is_offered_on_proof_is_what_proving_brings(due: Due, book: list[Rule], situation: Situation) -> None:
    """A page must not promise a saving that the desk then refuses."""
    line = one(due, book, situation)
    for offer in line.on_proof if line else ():
        proved = one(due, book, replace(situation, groups=situation.groups | {offer.rule.group}))
        assert proved is not None
        assert line is not None
        assert as_number(proved.owed_dong) <= as_number(offer.owed_dong) < as_number(line.owed_dong)


@slow_machines
@given(st.lists(dues, max_size=4), books, situations)
def test_more_proof_never_costs_more(announced: list[Due], book: list[Rule], situation: Situation) -> None:
    everything = replace(situation, groups=frozenset(GROUPS[1:]))

    for before, after in zip(lines(announced, book, situation), lines(announced, book, everything), strict=True):
        assert as_number(after.owed_dong) <= as_number(before.owed_dong)


@slow_machines
@given(st.lists(dues, max_size=4), books, situations, st.randoms())
def test_the_order_of_the_rules_in_the_book_means_nothing(
    announced: list[Due], book: list[Rule], situation: Situation, chance: random.Random
) -> None:
    shuffled = chance.sample(book, len(book))

    assert lines(announced, book, situation) == lines(announced, shuffled, situation)


@slow_machines
@given(dues, rules(), situations)
def test_days_are_half_open(due: Due, rule: Rule, situation: Situation) -> None:
    """In force from the first day; on ``valid_to`` no more."""
    wide = replace(rule, valid_from=date.min, valid_to=None)
    inside = situation.day >= rule.valid_from and (rule.valid_to is None or situation.day < rule.valid_to)

    assert applies(rule, due, situation) == (inside and applies(wide, due, situation))
    assert not applies(replace(rule, valid_from=situation.day, valid_to=situation.day), due, situation)


@slow_machines
@given(dues, books, situations, st.integers(1, 50))
def test_the_amount_grows_with_the_quantity_and_by_nothing_else(
    due: Due, book: list[Rule], situation: Situation, copies: int
) -> None:
    counted = replace(due, quantity_of="copies")
    single = one(counted, book, replace(situation, answers={**situation.answers, "copies": 1}))
    many = one(counted, book, replace(situation, answers={**situation.answers, "copies": copies}))

    if single is None or many is None:
        assert single is many is None
        return
    assert many.quantity == copies
    assert many.owed_dong == (None if single.owed_dong is None else single.owed_dong * copies)
    assert many.rule == single.rule


@slow_machines
@given(st.lists(dues, max_size=5), books, situations)
def test_the_total_is_the_sum_of_what_is_known(announced: list[Due], book: list[Rule], situation: Situation) -> None:
    owed = lines(announced, book, situation)

    assert total_dong(owed) == sum(line.owed_dong for line in owed if line.owed_dong is not None)
    assert [line.due for line in owed] == [
        due for due in announced if due.channel in (Channel.ANY, situation.channel) and due.quantity(situation.answers)
    ]


@slow_machines
@given(st.integers(0, 10**12), st.integers(1, 99))
def test_a_fraction_of_a_dong_goes_to_the_citizen(amount: int, percent: int) -> None:
    rule = Rule("half", "Giảm", FeeEffect.PERCENT, DAY, "NQ", percent_off=percent)

    owed = rule.lower(amount)

    assert owed is not None
    assert 0 <= amount * (100 - percent) - owed * 100 < 100


TT_117 = Rule(
    "tt117", "Miễn", FeeEffect.EXEMPT, date(2026, 8, 15), "TT 117/2026/TT-BTC",
    valid_to=date(2027, 3, 1), fee_codes=("LP-A",),
)  # fmt: skip


@slow_machines
@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.sampled_from(WAYS))
def test_tt_117_holds_on_each_of_its_days_and_on_no_other(day: date, way: str) -> None:
    """TT 117/2026/TT-BTC: 15/8/2026 to 28/2/2027, both days included."""
    due = Due("LP-A", "Lệ phí", FeeKind.FEE, Channel.ANY, 20_000)
    (line,) = lines([due], [TT_117], Situation(day, way, "1.000001", "standard"))

    assert (line.owed_dong == 0) is (date(2026, 8, 15) <= day <= date(2027, 2, 28))


@pytest.mark.parametrize("wanted", [True, "true", "yes", 1])
def test_an_answer_is_compared_as_it_was_stored(wanted: object) -> None:
    """ "Yes" ticked (true) is not the word "true"; only Python takes True for 1."""
    rule = replace(TT_117, answers=(("on_time", (wanted,)),))
    due = Due("LP-A", "Lệ phí", FeeKind.FEE, Channel.ANY, 20_000)
    situation = Situation(DAY, Channel.ONLINE, answers={"on_time": True})

    assert applies(rule, due, situation) is (wanted in (True, 1))
