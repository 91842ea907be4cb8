"""Rules proved: the menu of staff counts all work in one query, and is right after one's own act."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures import deciding
from procedures.models import AskedQuestion, Procedure, QuestionState, ReviewItem
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.publisher_desk import of

pytestmark = pytest.mark.django_db
TABLES = (
    "procedures_decision",
    "procedures_delegation",
    "procedures_feerule",
    "procedures_askedquestion",
    "reviewitem",
)
QUIET = "/cong-khai/tu-ngu/"


@pytest.fixture
def people(db: None) -> Deciders:
    """The department, the Office and the Chair's leader."""
    return make_deciders()


def counts(client: Client) -> dict[str, str]:
    """The numbers beside the entries of the menu."""
    html = client.get(QUIET).content.decode()
    found = re.findall(r'staff-rail__link"[^>]*>([^<]+?) <span class="staff-rail__count">(\d+)<', html)
    return dict(found)


def asked(text: str) -> AskedQuestion:
    procedure, _made = Procedure.objects.get_or_create(code="1.001193")
    return AskedQuestion.objects.create(procedure=procedure, question=text, state=QuestionState.ASKED)


def test_all_work_is_counted_by_one_query(people: Deciders) -> None:
    asked("Mất bao lâu?")
    client = of(people.checker)
    client.get(QUIET)

    with CaptureQueriesContext(connection) as told:
        client.get(QUIET)

    about = [query["sql"] for query in told if any(table in query["sql"] for table in TABLES)]
    assert len(about) == 1
    assert all(table in about[0] for table in TABLES)


def test_work_that_is_done_is_not_counted_on_the_next_page(people: Deciders) -> None:
    for text in ("Mất bao lâu?", "Nộp ở đâu?"):
        question = asked(text)
    client = of(people.checker)
    assert counts(client) == {"Câu hỏi của người dân": "2"}

    client.post(f"/cong-khai/giup-nguoi-doc/{question.pk}/khong-cong-khai/", {"reason": "Hỏi về một hồ sơ"})

    assert counts(client) == {"Câu hỏi của người dân": "1"}


def test_what_one_hands_on_waits_for_the_next_person_at_once(people: Deciders) -> None:
    good("1.001193")
    decision = world.drafted(people, "1.001193")
    drafter, checker = of(people.drafter), of(people.checker)
    assert (counts(drafter), counts(checker)) == ({"Quyết định công bố": "1"}, {})

    deciding.submit(decision, people.drafter)

    assert (counts(drafter), counts(checker)) == ({}, {"Quyết định công bố": "1"})


@pytest.mark.parametrize("role", ["drafter", "checker"])
def test_nothing_to_do_shows_no_number(people: Deciders, role: str) -> None:
    assert not ReviewItem.objects.exists()

    assert counts(of(getattr(people, role))) == {}


def test_the_menu_of_the_public_counts_nothing(client: Client, django_assert_num_queries: Any) -> None:
    asked("Mất bao lâu?")

    with django_assert_num_queries(0):
        client.get("/huong-dan/")
