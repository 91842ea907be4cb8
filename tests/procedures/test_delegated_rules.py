"""Rules proved: how a matter passes on from agency to agency, for any set of rules (pure, by chance)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import DelegationKind
from procedures.delegated import Book, Holder, Matter, Rule

FIRST = date(2026, 1, 1)
HEALTH, JUSTICE, WARD = Holder.department("so-y-te"), Holder.department("so-tu-phap"), Holder.commune("26740")
HOLDERS = [HEALTH, JUSTICE, WARD, Holder.commune("26743"), Holder("unit", "H29.90")]
MATTER = Matter(1, 10)


def rule(giver: Holder, to: Holder | None, **changes: Any) -> Rule:
    """A delegation of procedure 1 for the year 2026."""
    told: dict[str, Any] = {
        "pk": 1,
        "kind": DelegationKind.DECENTRALISED,
        "giver": giver,
        "giver_name": giver.name,
        "giver_code": giver.name,
        "to": to,
        "to_name": to.name if to else "",
        "to_code": to.name if to else None,
        "stays_inside": False,
        "to_ends": None,
        "procedures": frozenset({1}),
        "fields": frozenset(),
        "valid_from": FIRST,
        "valid_to": date(2027, 1, 1),
        "decision_number": "1/QĐ",
        "decision_date": FIRST,
    }
    return Rule(**(told | changes))


rules_of_chance = st.builds(
    rule,
    st.sampled_from(HOLDERS),
    st.sampled_from([*HOLDERS, None]),
    pk=st.integers(1, 99),
    kind=st.sampled_from(DelegationKind.values),
    procedures=st.frozensets(st.integers(1, 3), max_size=2),
    fields=st.frozensets(st.integers(10, 12), max_size=2),
    valid_from=st.dates(FIRST, FIRST + timedelta(days=40)),
    valid_to=st.none() | st.dates(FIRST + timedelta(days=41), FIRST + timedelta(days=80)),
)
matters = st.builds(Matter, st.integers(1, 3), st.integers(10, 12))
days = st.dates(FIRST, FIRST + timedelta(days=90))


@given(
    st.lists(rules_of_chance, max_size=8), st.sampled_from(HOLDERS), matters, st.sampled_from(["", "26740", "9"]), days
)
def test_a_way_ends_visits_nobody_twice_and_every_link_holds_that_day(
    rules: list[Rule], start: Holder, matter: Matter, commune: str, day: date
) -> None:
    """Luật 72/2025/QH15 Đ14: what was delegated is not delegated again, so a delegation can only be the last link."""
    way = Book(rules).way(start, matter, commune, day)

    holders = [start, *(passage.holder for passage in way)]
    assert len(set(holders)) == len(holders)
    for giver, passage in zip(holders, way, strict=False):
        assert passage.rule.giver == giver
        assert passage.rule.is_in_force(day)
        assert passage.rule.covers(matter)
        assert passage.rule.to in (None, passage.holder)
    assert all(passage.rule.kind == DelegationKind.DECENTRALISED for passage in way[:-1])
    assert commune or all(passage.rule.to for passage in way)


@given(st.lists(rules_of_chance, max_size=8), st.sampled_from(HOLDERS), matters, days)
def test_a_rule_that_names_the_procedure_goes_before_one_that_names_its_field(
    rules: list[Rule], holder: Holder, matter: Matter, day: date
) -> None:
    found = Book(rules).rule_for(holder, matter, day)

    fitting = [r for r in rules if r.giver == holder and r.is_in_force(day) and r.covers(matter)]
    assert (found is None) == (not fitting)
    if found and any(matter.procedure in r.procedures for r in fitting):
        assert matter.procedure in found.procedures


def test_a_rule_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    told = rule(HEALTH, WARD)

    assert [told.is_in_force(day) for day in (FIRST - timedelta(days=1), FIRST)] == [False, True]
    assert [told.is_in_force(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [True, False]


def test_to_every_commune_means_the_one_of_the_matter() -> None:
    book = Book([rule(HEALTH, None)])

    assert [p.holder for p in book.way(HEALTH, MATTER, "26740", FIRST)] == [WARD]
    assert book.way(HEALTH, MATTER, "", FIRST) == [], "no commune is named: the department keeps it"


def test_decentralised_then_delegated_goes_two_links_and_back_again_none() -> None:
    book = Book(
        [
            rule(HEALTH, JUSTICE),
            rule(JUSTICE, WARD, kind=DelegationKind.DELEGATED),
            rule(WARD, HEALTH),
        ]
    )

    assert [p.holder for p in book.way(HEALTH, MATTER, "", FIRST)] == [JUSTICE, WARD]
    assert Book([rule(HEALTH, JUSTICE), rule(JUSTICE, HEALTH)]).way(HEALTH, MATTER, "", FIRST)[-1].holder == JUSTICE
