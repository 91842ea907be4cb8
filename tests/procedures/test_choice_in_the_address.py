"""Rules proved: what a reader told stands whole in the address; changing one answer takes back only what followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import catalogue
from procedures.choices import OnlineLevel
from procedures.choosing import ANSWER, Choice, ChoiceForm, offered_channels, read_choice
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from procedures.showing import ProcedurePage, page_of
from tests.procedures.factories import CaseFactory, FeeFactory, ProcedureFactory, draft
from tests.procedures.test_case_questions import CASES, TREE

pytestmark = pytest.mark.django_db
CODE = "1.001193"
PROPERTY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
ADDRESSES = st.fixed_dictionaries(
    {},
    optional={
        "q_paper": st.sampled_from(["has", "none", "perhaps", ""]),
        "q_age": st.sampled_from(["in_time", "late", "old"]),
        "case": st.sampled_from([*CASES, "gone", ""]),
        "channel": st.sampled_from(["online", "direct", "postal", "fax", "any"]),
        "commune": st.sampled_from(["27460", "2746", "274600", "٢٧٤٦٠", "abcde", ""]),
        "on": st.sampled_from(["2026-11-22", ""]),
        "utm_source": st.just("x"),
    },
)


def shown(**version: Any) -> ProcedurePage:
    """The page of a procedure of three cases in force."""
    made: ProcedureVersion = draft(procedure=ProcedureFactory(code=CODE), **version)
    for position, key in enumerate(CASES[1:], 1):
        FeeFactory(case=CaseFactory(version=made, key=key, name=key, position=position), channel="direct")
    publish([made])
    return page_of(catalogue.published(CODE))


@pytest.fixture
def page() -> ProcedurePage:
    """Three cases behind two questions."""
    return shown(questions=TREE)


def again(page: ProcedurePage, address: str) -> Choice:
    """What the page reads from an address of its own."""
    return read_choice(page, dict(parse_qsl(address.removeprefix("?"))))


@PROPERTY
@given(query=ADDRESSES)
def test_the_address_of_a_choice_reads_as_the_same_choice(page: ProcedurePage, query: dict[str, str]) -> None:
    """So a link sent to somebody shows them what the sender saw."""
    choice = read_choice(page, query)

    copied = again(page, choice.address())

    assert (copied.case_key, copied.channel, copied.commune, copied.day) == (
        choice.case_key, choice.channel, choice.commune, choice.day
    )  # fmt: skip
    assert copied.answers == choice.answers
    assert copied.address() == choice.address()


@PROPERTY
@given(query=ADDRESSES)
def test_only_what_was_offered_gets_into_the_choice(page: ProcedurePage, query: dict[str, str]) -> None:
    choice = read_choice(page, query)

    assert choice.case_key in {"", *CASES}
    assert choice.channel in {"", *offered_channels(page)}
    assert choice.commune in {"", "27460"}
    assert "utm_source" not in choice.address()


@PROPERTY
@given(query=ADDRESSES)
def test_to_change_an_answer_asks_that_question_and_keeps_those_before(
    page: ProcedurePage, query: dict[str, str]
) -> None:
    choice = read_choice(page, query)

    for place, row in enumerate(choice.answered()):
        changed = again(page, row.change)
        assert changed.walk.asks is not None
        assert changed.walk.asks.ask == row.ask
        assert list(changed.answers) == list(choice.answers)[:place]
        assert (changed.channel, changed.commune) == (choice.channel, choice.commune)


def test_an_answer_that_is_the_whole_address_is_changed_by_an_empty_one(page: ProcedurePage) -> None:
    """ "?" leads to the page itself; an empty link would lead to the address with the answer again."""
    rows = read_choice(page, {"q_paper": "none"}).answered()

    assert [(row.say, row.change) for row in rows] == [("Không", "?")]


@pytest.mark.parametrize(
    ("query", "case", "is_found"),
    [
        ({}, "standard", False),
        ({"case": "late"}, "late", True),
        ({"case": "gone"}, "standard", False),
        ({"q_paper": "none"}, "no_paper", True),
        ({"q_paper": "has"}, "standard", False),
        ({"q_paper": "has", "case": "late"}, "standard", False),
        ({"q_age": "late"}, "standard", False),
        ({"q_paper": "has", "q_age": "late"}, "late", True),
    ],
)
def test_no_case_is_promised_before_the_answers_lead_to_it(
    page: ProcedurePage, query: dict[str, str], case: str, is_found: bool
) -> None:
    """What the reader answered counts more than the case that a link names."""
    choice = read_choice(page, query)

    assert choice.case is not None
    assert (choice.case.key, choice.is_found) == (case, is_found)
    assert choice.case_key == (case if is_found else "")


def test_without_questions_the_cases_themselves_are_asked(client: Client) -> None:
    page = shown(questions=[])
    choice = read_choice(page, {"case": "late"})
    form = ChoiceForm(page, choice)

    assert form.asked is not None
    assert form.asked.name == "case"
    assert form.initial["case"] == "late"
    assert choice.address() == "?case=late"
    assert read_choice(page, {}).case_key == ""


def test_a_single_case_is_nobodys_question() -> None:
    made = draft(procedure=ProcedureFactory(code=CODE))
    publish([made])
    page = page_of(catalogue.published(CODE))

    choice = read_choice(page, {})

    assert choice.case_key == "standard"
    assert ChoiceForm(page, choice).asked is None
    assert choice.address() == "", "what has no choice needs no address"


def test_a_question_is_asked_one_at_a_time_with_its_answers(page: ProcedurePage) -> None:
    first = ChoiceForm(page, read_choice(page, {})).asked
    second = ChoiceForm(page, read_choice(page, {"q_paper": "has"})).asked
    none = ChoiceForm(page, read_choice(page, {"q_paper": "none"})).asked

    assert first is not None
    assert second is not None
    assert (first.name, first.label, first.help_text) == (f"{ANSWER}paper", TREE[0]["ask"], TREE[0]["hint"])
    assert second.name == f"{ANSWER}age"
    assert none is None


@pytest.mark.parametrize("level", OnlineLevel.values)
def test_online_is_offered_unless_the_procedure_is_not_online_at_all(level: str) -> None:
    page = shown(online_level=level, online_reason="Phải có mặt" if level != "full" else "")

    assert offered_channels(page) == [*(["online"] if level != "none" else []), "direct", "postal"]
    assert read_choice(page, {"channel": "online"}).channel == ("online" if level != "none" else "")


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "'; DROP TABLE x; --", "\x00", "a" * 5000])
@pytest.mark.parametrize("name", ["case", "q_paper", "channel", "commune"])
def test_hostile_answers_are_as_if_they_were_not_there(client: Client, name: str, hostile: str) -> None:
    shown(questions=TREE)

    response = client.get(f"/thu-tuc/{CODE}/", {name: hostile})

    assert response.status_code == 200
    html = response.content.decode()
    assert "<script>alert" not in html
    assert "Bé có Giấy chứng sinh không?" in html
