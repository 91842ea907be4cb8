"""Rules proved: of the exemptions in force the best for the citizen wins; each is dated and says what it asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel, FeeEffect, FeeKind
from procedures.fee_rules import Due, Rule, Situation, applies, lines, total_dong

DAY = date(2026, 11, 22)
DUE = Due("LP-CT", "Lệ phí đăng ký cư trú", FeeKind.FEE, Channel.ANY, 20_000)
FREE = Rule("free", "Miễn", FeeEffect.EXEMPT, date(2026, 8, 15), "TT 117/2026/TT-BTC", fee_codes=("LP-CT",))
HALF = replace(FREE, key="half", effect=FeeEffect.PERCENT, percent_off=50)
FIXED = replace(FREE, key="fixed", effect=FeeEffect.FIXED, amount_dong=7_000)
ONLINE = Situation(DAY, Channel.ONLINE, "1.004222", "standard")


def owed(*rules: Rule, due: Due = DUE, situation: Situation = ONLINE) -> tuple[int | None, str]:
    """What one fee comes to, and the key of the rule that won ("" for none)."""
    (line,) = lines([due], rules, situation)
    return line.owed_dong, line.rule.key if line.rule else ""


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), (20_000, "")),
        ((FREE,), (0, "free")),
        ((HALF,), (10_000, "half")),
        ((FIXED,), (7_000, "fixed")),
        ((HALF, FIXED), (7_000, "fixed")),
        ((FIXED, HALF, FREE), (0, "free")),
    ],
)
def test_the_best_for_the_citizen_wins_and_rules_do_not_add_up(
    rules: tuple[Rule, ...], expected: tuple[int, str]
) -> None:
    """TT 117/2026/TT-BTC: where several benefits apply, take the highest."""
    assert owed(*rules) == expected


def test_rules_that_lost_are_told_too() -> None:
    (line,) = lines([DUE], [HALF, FREE, FIXED], ONLINE)

    assert [(offer.rule.key, offer.owed_dong) for offer in line.lesser] == [("fixed", 7_000), ("half", 10_000)]
    assert (line.full_dong, line.saved_dong) == (20_000, 20_000)


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2026, 8, 14), False),
        (date(2026, 8, 15), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last(day: date, in_force: bool) -> None:
    """TT 117/2026/TT-BTC: 15/8/2026 to 28/2/2027, both days included; validity is half open."""
    rule = replace(FREE, valid_to=date(2027, 3, 1))

    assert owed(rule, situation=replace(ONLINE, day=day)) == ((0, "free") if in_force else (20_000, ""))


@pytest.mark.parametrize(
    "narrowed",
    [
        {"fee_codes": ("LP-HT",)},
        {"kinds": (FeeKind.CHARGE,)},
        {"procedure_codes": ("1.001193",)},
        {"case_keys": ("late",)},
        {"channel": Channel.DIRECT},
        {"answers": (("is_poor", ("yes",)),)},
    ],
)
def test_a_rule_about_something_else_changes_nothing(narrowed: dict[str, Any]) -> None:
    assert owed(replace(FREE, **narrowed)) == (20_000, "")


@pytest.mark.parametrize(
    "narrowed",
    [
        {"fee_codes": ()},
        {"kinds": (FeeKind.FEE, FeeKind.CHARGE)},
        {"procedure_codes": ("1.001193", "1.004222")},
        {"case_keys": ("standard",)},
        {"channel": Channel.ONLINE},
        {"answers": (("is_poor", ("yes", "near")),)},
    ],
)
def test_a_rule_that_names_this_fee_applies(narrowed: dict[str, Any]) -> None:
    situation = replace(ONLINE, answers={"is_poor": "near"})

    assert owed(replace(FREE, **narrowed), situation=situation) == (0, "free")


def test_a_group_must_be_proved() -> None:
    """Who has not shown a VNeID of level 2 pays, and is told what showing it would save."""
    rule = replace(FREE, group="vneid-level-2", group_name="VNeID mức độ 2", proof="Đăng nhập bằng VNeID")
    (line,) = lines([DUE], [rule, HALF], ONLINE)

    assert (line.owed_dong, [offer.rule.key for offer in line.on_proof]) == (10_000, ["free"])
    (proved,) = lines([DUE], [rule, HALF], replace(ONLINE, groups=frozenset({"vneid-level-2"})))
    assert (proved.owed_dong, proved.on_proof) == (0, ())


def test_nothing_is_offered_on_proof_that_would_not_save_money() -> None:
    rule = replace(HALF, group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận")

    (line,) = lines([DUE], [rule, FREE], ONLINE)

    assert (line.owed_dong, line.on_proof) == (0, ())


def test_of_two_equal_rules_the_one_without_proof_is_taken() -> None:
    for_group = replace(FREE, key="a-group", group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận")

    assert owed(for_group, FREE, situation=replace(ONLINE, groups=frozenset({"poor"}))) == (0, "free")


@pytest.mark.parametrize(("rule", "expected"), [(FREE, 0), (FIXED, 7_000), (HALF, None)])
def test_an_amount_that_only_a_text_sets(rule: Rule, expected: int | None) -> None:
    """NQ 411/NQ-HĐND: 0 đồng online, whatever the text says; half of an unknown amount stays unknown."""
    due = replace(DUE, amount_dong=None)

    assert owed(rule, due=due) == (expected, "" if expected is None else rule.key)


def test_a_fixed_amount_never_raises_a_fee() -> None:
    assert owed(FIXED, due=replace(DUE, amount_dong=5_000)) == (5_000, "")


@pytest.mark.parametrize(("asked", "quantity"), [(3, 3), ("3", 3), (0, None), ("", None), (None, None), ("x", None)])
def test_a_fee_for_each_copy_counts_the_copies(asked: Any, quantity: int | None) -> None:
    """TT 281/2016/TT-BTC: 8,000 đồng a copy, only for copies asked for."""
    due = replace(DUE, code="PHI-TL", kind=FeeKind.CHARGE, amount_dong=8_000, quantity_of="extract_copies")
    rule = replace(HALF, fee_codes=("PHI-TL",))

    found = lines([due], [rule], replace(ONLINE, answers={"extract_copies": asked}))

    if quantity is None:
        assert found == []
    else:
        assert [(line.quantity, line.full_dong, line.owed_dong) for line in found] == [(3, 24_000, 12_000)]


def test_fees_of_other_ways_of_filing_are_not_owed() -> None:
    dues = [replace(DUE, channel=channel, code=channel) for channel in Channel.values]

    found = lines(dues, [], replace(ONLINE, channel=Channel.POSTAL))

    assert [line.due.code for line in found] == ["any", "postal"]


def test_fee_and_charge_are_lowered_apart() -> None:
    """Luật Phí và lệ phí keeps phí and lệ phí apart: an exemption from one says nothing of the other."""
    charge = replace(DUE, kind=FeeKind.CHARGE)
    rule = replace(FREE, kinds=(FeeKind.FEE,))

    found = lines([DUE, charge], [rule], ONLINE)

    assert [line.owed_dong for line in found] == [0, 20_000]
    assert total_dong(found) == 20_000


rules_of_any_kind = st.builds(
    Rule,
    key=st.sampled_from("abcdef"),
    text=st.just("x"),
    effect=st.just(FeeEffect.PERCENT),
    valid_from=st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3)),
    legal_basis=st.just("x"),
    percent_off=st.integers(1, 99),
    channel=st.sampled_from(Channel.values),
    group=st.sampled_from(["", "poor"]),
)
dues_of_any_kind = st.builds(
    Due,
    code=st.just("X"),
    name=st.just("X"),
    kind=st.sampled_from(FeeKind.values),
    channel=st.just(Channel.ANY),
    amount_dong=st.one_of(st.none(), st.integers(0, 10**9)),
)


@given(dues_of_any_kind, st.lists(rules_of_any_kind, max_size=5), st.booleans())
def test_nobody_ever_pays_more_by_a_rule_nor_less_than_the_best(due: Due, rules: list[Rule], is_poor: bool) -> None:
    situation = replace(ONLINE, groups=frozenset({"poor"} if is_poor else ()))

    (line,) = lines([due], rules, situation)

    granted = [r for r in rules if applies(r, due, situation) and (not r.group or is_poor)]
    if due.amount_dong is None:
        assert line.owed_dong is None
    else:
        assert line.owed_dong == min([due.amount_dong, *(r.lower(due.amount_dong) or 0 for r in granted)])
    assert (line.rule is None) == (line.owed_dong == line.full_dong)


@given(st.permutations([FREE, HALF, FIXED, replace(FREE, key="free-too")]))
def test_the_order_of_the_rules_never_matters(rules: list[Rule]) -> None:
    (line,) = lines([DUE], rules, ONLINE)

    assert (line.owed_dong, line.rule.key if line.rule else "") == (0, "free")
    assert [offer.rule.key for offer in line.lesser] == ["free-too", "fixed", "half"]


@given(st.integers(0, 10**12), st.integers(1, 99))
def test_reductions_are_whole_dong_and_fractions_go_to_the_citizen(amount: int, percent: int) -> None:
    lowered = replace(HALF, percent_off=percent).lower(amount)

    assert lowered is not None
    assert lowered * 100 <= amount * (100 - percent) < (lowered + 1) * 100
