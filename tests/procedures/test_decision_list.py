"""Rules proved: the list of decisions is filtered by words, number and code, and paged by key without losing one."""

from __future__ import annotations

from functools import partial

import pytest
from pytest import MonkeyPatch  # noqa: PT013 - a type

from portal.ui.paging import Page, page_by_key
from procedures import decision_list
from procedures.decision_list import Question, View
from procedures.models import Decision
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def found(people: Deciders, **asked: str) -> list[str]:
    """The titles that a question finds among the drafts."""
    question = Question.read({"xem": View.DRAFTING, **asked})
    return [decision.title for decision in decision_list.page_of(people.checker, question).rows]


@pytest.mark.parametrize("text", ["ho tich", "HỘ TỊCH", "hộ tịch"])
def test_words_are_found_with_and_without_accents(people: Deciders, text: str) -> None:
    world.begun(people, title="Về lĩnh vực hộ tịch")
    world.begun(people, title="Về lĩnh vực đất đai")

    assert found(people, tim=text) == ["Về lĩnh vực hộ tịch"]


def test_a_decision_is_found_once_by_the_code_of_a_procedure_in_it(people: Deciders) -> None:
    good(CODE)
    good("1.000001")
    world.drafted(people, CODE, "1.000001", title="Có thủ tục này")
    world.begun(people, title="Không có")

    assert found(people, tim=CODE) == ["Có thủ tục này"]


def test_a_number_is_found_among_those_decided(people: Deciders) -> None:
    good(CODE)
    world.approved(people, CODE, number="4321/QĐ-UBND")

    page = decision_list.page_of(people.drafter, Question.read({"xem": View.APPROVED, "tim": "4321"}))

    assert [decision.number for decision in page.rows] == ["4321/QĐ-UBND"]


def test_pages_lead_on_and_back_and_show_each_once(people: Deciders, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(decision_list, "page_by_key", partial(page_by_key, size=2))
    titles = [world.begun(people, title=f"Quyết định {number}").title for number in range(5)]

    def read(address: str) -> Page[Decision]:
        pairs = dict(part.split("=") for part in address.removeprefix("?").split("&") if part)
        return decision_list.page_of(people.drafter, Question.read({"xem": View.DRAFTING, **pairs}))

    first = read("")
    second = read(first.next)
    third = read(second.next)

    shown = [decision.title for page in (first, second, third) for decision in page.rows]
    assert shown == titles[::-1]
    assert (first.previous, third.next) == ("", "")
    assert list(read(third.previous).rows) == list(second.rows)


@pytest.mark.parametrize("place", ["abc", "-1", "9" * 20, "１２"])
def test_a_place_that_is_none_is_as_good_as_absent(people: Deciders, place: str) -> None:
    world.begun(people, title="Chỉ một")

    assert found(people, sau=place) == ["Chỉ một"]


def test_the_size_counts_the_procedures_not_the_matches(people: Deciders) -> None:
    good(CODE)
    good("1.000001")
    world.drafted(people, CODE, "1.000001")

    page = decision_list.page_of(people.drafter, Question.read({"xem": View.DRAFTING, "tim": CODE}))

    assert [decision.size for decision in page.rows] == [2]  # type: ignore[attr-defined]
    assert Decision.objects.count() == 1
