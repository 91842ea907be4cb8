"""Rule proved: words that no name has are looked for in papers and texts by one query, however many choices a matter
has that is asked back; what comes of it is what each choice alone would have given."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import AskedBack
from procedures.search import search
from procedures.search_finding import Finder
from procedures.search_in_texts import InTexts
from procedures.search_memory import Filters
from tests.procedures.factories import announced

pytestmark = pytest.mark.django_db
#: Words that no name has; the last stands in a condition.
STRANGE = ["qwrtp", "zxcvb", "bnmkl", "wrtpq", "keo"]


@pytest.fixture
def catalogue() -> None:
    """Two procedures; one speaks of gluing in its conditions."""
    announced("1.001193", name="Đăng ký khai sinh")
    announced("1.000656", name="Đăng ký khai tử", requirements="Không dùng keo dán ảnh.")


def looks_into_texts(captured: CaptureQueriesContext) -> int:
    """How often words were looked for in texts."""
    return sum("unnest" in query["sql"] for query in captured.captured_queries)


@pytest.mark.parametrize("choices", [2, 3, 5])
def test_all_choices_of_a_matter_are_looked_up_by_one_query(catalogue: None, choices: int) -> None:
    offered = [[f"Việc {word}", f"khai {word}"] for word in STRANGE[:choices]]
    AskedBack.objects.create(said="ngọn đuốc", question="Làm gì với đuốc?", choices=offered)

    with CaptureQueriesContext(connection) as captured:
        page = search("ngọn đuốc")

    assert page.clarify is not None
    assert page.clarify.question == "Làm gì với đuốc?"
    # One for the words of the question itself, one for those of all its choices.
    assert looks_into_texts(captured) == 2


def test_known_choices_ask_nothing(catalogue: None) -> None:
    AskedBack.objects.create(said="khai", question="Khai gì?", choices=[["Sinh", "khai sinh"], ["Tử", "khai tử"]])

    with CaptureQueriesContext(connection) as captured:
        page = search("khai")

    assert page.clarify is not None
    assert [choice.label for choice in page.clarify.choices] == ["Sinh", "Tử"]
    assert looks_into_texts(captured) == 0


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["khai sinh", "khai tử", "khai sihn", "qwrtp", "keo", "", "khaisinh keo"]), max_size=4))
def test_together_they_are_answered_as_each_alone(catalogue: None, texts: list[str]) -> None:
    together = Finder(Filters()).answers(texts)

    assert together == [Finder(Filters()).answers([text])[0] for text in texts]


def test_a_word_is_asked_once_in_a_search(catalogue: None, django_assert_num_queries: Any) -> None:
    texts = InTexts()
    with django_assert_num_queries(1):
        assert texts.of(STRANGE) == {"keo"}
    with django_assert_num_queries(0):
        assert texts.of(["keo", "qwrtp"]) == {"keo"}
    with django_assert_num_queries(0):
        assert texts.of([]) == set()
