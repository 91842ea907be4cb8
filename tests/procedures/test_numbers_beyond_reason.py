"""Rules proved: a number, a condition or a day beyond all reason is answered in words, and nothing is stored or owed.

Each of these once ended in an error of ours.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from procedures.choices import Channel
from procedures.fee_desk.forms import RuleForm
from procedures.fee_rules import MOST_DIGITS, Due, Situation, lines, total_dong
from procedures.models import Fee, FeeRule
from procedures.publishing import publish
from tests.procedures import fee_rule_world as world
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.factories import FeeFactory, ProcedureFactory, draft

CODE = "1.001193"
API = f"/api/v1/procedures/{CODE}/fees/"
DESK = "/cong-khai/le-phi/"
COPIES = Due("PHI", "Phí bản sao", "charge", Channel.ANY, 8_000, quantity_of="copies")


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def parts(name: str, day: date) -> dict[str, str]:
    """A date as its three boxes send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def typed(**values: Any) -> dict[str, Any]:
    """A rule that exempts everybody, as a publisher sends it."""
    given_words = {"text": "Miễn cho mọi người.", "legal_basis": "Nghị quyết 9/2026/NQ-HĐND", "effect": "exempt"}
    return {**given_words, "fee_codes": world.FEE, "channel": "any", **parts("valid_from", world.tomorrow(7)), **values}


answers = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=30)
    | st.text("0123456789", min_size=1, max_size=6000)
    | st.lists(st.integers(), max_size=3)
)


@given(answers)
def test_whatever_is_asked_for_nobody_is_owed_money_and_no_sum_overflows(asked: Any) -> None:
    situation = Situation(date(2026, 9, 1), Channel.ONLINE, CODE, "standard", {"copies": asked})

    owed = total_dong(lines([COPIES], [], situation))

    assert 0 <= owed <= 8_000 * 10**MOST_DIGITS


@given(answers)
def test_the_stored_fee_and_the_reckoning_count_alike(asked: Any) -> None:
    """Two doors to one rule: the case's own sum and the one with rules on fees."""
    told = {"copies": asked}

    assert Fee(quantity_of="copies").quantity(told) == COPIES.quantity(told)
    assert Fee().quantity(told) == 1


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("3", 3),
        (3, 3),
        ("0003", 3),
        ("٣", 3),
        (0, 0),
        ("0", 0),
        (-5, 0),
        ("-5", 0),
        ("2.5", 0),
        (2.5, 0),
        ("²", 0),
        ("", 0),
        (10**MOST_DIGITS, 0),
        (10**MOST_DIGITS - 1, 10**MOST_DIGITS - 1),
        ("1" * (MOST_DIGITS + 1), 0),
    ],
)
def test_only_a_number_that_somebody_could_mean_counts(asked: Any, count: int) -> None:
    assert COPIES.quantity({"copies": asked}) == count


@pytest.mark.django_db
@pytest.mark.parametrize("copies", ["9" * 5000, "9" * 4299, "-3", "1e9", "²", "\x00", "x" * 3000])
def test_machines_that_ask_for_nonsense_are_told_what_is_owed_without_it(client: Client, copies: str) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    FeeFactory(case=version.cases.get(), kind="charge", quantity_of="copies", position=1)
    publish([version])

    response = client.get(API, {"answer.copies": copies})

    assert response.status_code == 200
    assert response.json()["total_dong"] == 8_000
    assert len(response.json()["lines"]) == 1


@pytest.fixture
def people(db: None) -> Deciders:
    world.with_fee()
    return make_deciders()


@pytest.mark.parametrize(
    "said",
    ["[" * 3900, "{" * 3900, '{"a":' * 700, "NaN", "-Infinity", "1e999", "9" * 3900, "007", "null", '"yes"', "1.5"],
)
def test_a_condition_that_is_no_sense_is_kept_as_the_words_it_is(people: Deciders, said: str) -> None:
    """Only yes, no and whole numbers mean something else than their letters."""
    response = of(people.drafter).post(f"{DESK}moi/", typed(answers=f"is_on_time = {said}"))

    assert response.status_code == 302
    assert FeeRule.objects.get().answers == {"is_on_time": [said]}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("a = true", [True]),
        ("a = false, true", [False, True]),
        ("a = 0, -7, 12", [0, -7, 12]),
        ("a = True", ["True"]),
        ("a = yes , no,", ["yes", "no"]),
        ("a = b = c", ["b = c"]),
    ],
)
def test_a_condition_means_what_the_form_of_citizens_stores(people: Deciders, line: str, wanted: list[Any]) -> None:
    of(people.drafter).post(f"{DESK}moi/", typed(answers=line))

    rule = FeeRule.objects.get()
    assert rule.answers == {"a": wanted}
    assert [type(value) for value in rule.answers["a"]] == [type(value) for value in wanted]
    again = RuleForm(typed(answers=RuleForm.of(rule)["answers"]))
    assert again.is_valid(), again.errors
    assert again.content["answers"] == rule.answers, "what is shown for editing means the same"


@pytest.mark.parametrize("line", ["a", "a =", "= yes", "a = ,", "có dấu = yes", "a b = yes", "x" * 65 + " = yes"])
def test_a_line_that_is_no_condition_is_named_and_nothing_is_stored(people: Deciders, line: str) -> None:
    response = of(people.drafter).post(f"{DESK}moi/", typed(answers=f"is_on_time = yes\n{line}"))

    assert "Hãy viết mỗi dòng như: is_on_time = yes" in response.content.decode()
    assert not FeeRule.objects.exists()


def test_the_last_day_of_the_calendar_is_no_last_day(people: Deciders) -> None:
    """Spans are half open: there is no day after 31/12/9999."""
    drafter = of(people.drafter)

    refused = drafter.post(f"{DESK}moi/", typed(**parts("last_day", date.max)))
    assert "không được sau 30/12/9999" in refused.content.decode()
    assert not FeeRule.objects.exists()

    drafter.post(f"{DESK}moi/", typed(**parts("last_day", date(9999, 12, 30))))
    assert FeeRule.objects.get().valid_to == date.max


def test_an_end_at_the_end_of_the_calendar_is_refused(people: Deciders) -> None:
    rule = world.in_force()

    answer = of(people.drafter).post(f"{DESK}{rule.pk}/cham-dut/", {"reason": "x", **parts("last_day", date.max)})

    assert answer.status_code == 200
    assert "không được sau 30/12/9999" in answer.content.decode()
    rule.refresh_from_db()
    assert rule.ends_on is None
