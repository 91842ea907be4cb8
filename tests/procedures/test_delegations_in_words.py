"""Rules proved: a delegation is told to readers in one whole sentence: its last day is the last on which it holds, and
an open end is not told as one."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import DelegationKind
from procedures.showing_delegations import say, say_receiver
from tests.procedures.test_delegated_rules import HEALTH, JUSTICE, rule, rules_of_chance

DAY = re.compile(r"\d\d/\d\d/\d{4}")


def days_in(sentence: str) -> list[date]:
    """The days that a sentence names, in order."""
    return [datetime.strptime(found, "%d/%m/%Y").date() for found in DAY.findall(sentence)]  # noqa: DTZ007


def test_what_was_delegated_names_giver_receiver_days_and_decision() -> None:
    told = rule(HEALTH, JUSTICE, kind=DelegationKind.DELEGATED, giver_name="Sở Y tế", to_name="Sở Tư pháp")

    with translation.override("vi"):
        assert say(told) == (
            "Từ 01/01/2026 đến hết 31/12/2026, Sở Y tế ủy quyền cho Sở Tư pháp giải quyết "
            "(Quyết định số 1/QĐ ngày 01/01/2026)."
        )


@pytest.mark.parametrize(
    ("valid_to", "begins"),
    [
        (None, "Từ 01/01/2026, Sở Y tế phân cấp cho"),
        (date(2026, 3, 1), "Từ 01/01/2026 đến hết 28/02/2026, Sở Y tế phân cấp cho"),
        (date(2026, 1, 2), "Từ 01/01/2026 đến hết 01/01/2026, Sở Y tế phân cấp cho"),
    ],
)
def test_what_was_decentralised_may_stand_until_further_notice(valid_to: date | None, begins: str) -> None:
    told = rule(HEALTH, JUSTICE, giver_name="Sở Y tế", to_name="Sở Tư pháp", valid_to=valid_to)

    with translation.override("vi"):
        assert say(told).startswith(begins)


@given(rules_of_chance.filter(lambda rule: rule.valid_to is not None))
def test_the_last_day_told_is_the_last_on_which_it_holds(told: object) -> None:
    assert isinstance(told, type(rule(HEALTH, None)))
    first, last, decided = days_in(say(told))

    assert told.is_in_force(first)
    assert told.is_in_force(last)
    assert not told.is_in_force(first - timedelta(days=1))
    assert not told.is_in_force(last + timedelta(days=1))
    assert decided == told.decision_date


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", DelegationKind.values)
def test_no_sentence_keeps_a_placeholder_and_names_are_not_translated(kind: str, language: str) -> None:
    with translation.override(language):
        told = say(rule(HEALTH, JUSTICE, kind=kind, giver_name="Sở Y tế", to_name="Sở Tư pháp"))

    assert "%(" not in told
    assert "Sở Y tế" in told
    assert "Sở Tư pháp" in told
    assert told.endswith(".")


def test_what_goes_to_every_commune_names_none() -> None:
    with translation.override("vi"):
        assert say_receiver(rule(HEALTH, None)) == "Ủy ban nhân dân cấp xã"
        assert "phân cấp cho Ủy ban nhân dân cấp xã giải quyết" in say(rule(HEALTH, None))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_percent_sign_in_a_name_is_only_a_sign(name: str) -> None:
    told = say(rule(HEALTH, JUSTICE, giver_name=f"{name}%s", to_name=f"%(giver)s{name}"))

    assert f"{name}%s" in told
    assert f"%(giver)s{name}" in told
