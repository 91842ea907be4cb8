"""Rules proved at the public page: what is decided for a later day is told, an ended code says what took its place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures import deciding, decision_changes, publishing
from procedures.decision_publishing import publish_due
from procedures.models import ChangeKind, Decision
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, signed_copy
from tests.procedures.factories import announced

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
LATER = timezone.localdate() + timedelta(days=40)


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def read(code: str, status: int = 200) -> str:
    """The public page as a stranger reads it."""
    response = Client().get(f"/thu-tuc/{code}/")
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def replacement(people: Deciders, on: date) -> Decision:
    """A decision that puts one code in the place of another, signed today."""
    good(CODE)
    decision = world.begun(people)
    change = decision_changes.replace(decision, people.drafter, CODE, OTHER)
    assert change.version is not None
    change.version.name = "Thủ tục gộp mới"
    change.version.save()
    world.mend(decision)
    deciding.submit(decision, people.drafter)
    deciding.pass_check(decision, people.checker)
    return deciding.approve(
        decision,
        people.chair,
        number="88/QĐ-UBND",
        signed_on=timezone.localdate(),
        effective_on=on,
        signed_copy=signed_copy(people.chair),
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ChangeKind.AMEND, f"Từ {LATER:%d/%m/%Y} thủ tục này thay đổi, theo Quyết định số 1234/QĐ-UBND."),
        (ChangeKind.ABOLISH, f"Từ {LATER:%d/%m/%Y} thủ tục này không còn áp dụng, theo Quyết định số 1234/QĐ-UBND."),
    ],
)
def test_what_is_decided_for_later_is_told_at_once_and_taken_back_at_once(
    people: Deciders, kind: str, words: str, django_capture_on_commit_callbacks: Any
) -> None:
    good(CODE)
    waiting = world.checked(people, CODE, kind=kind)
    assert words not in read(CODE)

    with django_capture_on_commit_callbacks(execute=True):
        decision = deciding.approve(
            waiting,
            people.chair,
            number="1234/QĐ-UBND",
            signed_on=timezone.localdate(),
            effective_on=LATER,
            signed_copy=signed_copy(people.chair),
        )
    assert words in read(CODE)

    with django_capture_on_commit_callbacks(execute=True):
        deciding.cancel(decision, people.chair, reason="Bộ hoãn thi hành")
    assert words not in read(CODE)


def test_a_code_to_be_replaced_names_the_one_to_come(people: Deciders) -> None:
    replacement(people, LATER)

    text = read(CODE)

    assert f"Từ {LATER:%d/%m/%Y} thủ tục này không còn áp dụng, theo Quyết định số 88/QĐ-UBND." in text
    assert OTHER in text
    assert "Thủ tục gộp mới" in text


def test_a_replaced_code_leads_to_the_one_in_its_place(people: Deciders) -> None:
    replacement(people, timezone.localdate())
    publish_due()

    text = read(CODE, 410)

    assert "thủ tục này được thay thế, theo Quyết định số 88/QĐ-UBND." in text
    assert f'href="/thu-tuc/{OTHER}/"' in text
    assert "Thủ tục gộp mới" in text
    assert "thay thế, theo" not in read(OTHER)


def test_an_abolished_code_says_that_nothing_need_be_done(people: Deciders) -> None:
    good(CODE)
    world.approved(people, CODE, kind=ChangeKind.ABOLISH)
    publish_due()

    assert "Bạn không phải làm thủ tục này nữa." in read(CODE, 410)


def test_an_end_by_no_decision_of_ours_is_not_explained(people: Deciders) -> None:
    version = announced(CODE)
    publishing.change_catalogue([], {version.procedure_id: None})

    assert "Quyết định số" not in read(CODE, 410)


def test_a_warm_page_asks_nothing_of_the_database(people: Deciders, django_assert_num_queries: Any) -> None:
    good(CODE)
    world.approved(people, CODE, effective_on=LATER)
    read(CODE)

    with django_assert_num_queries(0):
        read(CODE)
