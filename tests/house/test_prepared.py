"""Rules proved: what `portal.prepared` asks is planned once a connection, counted as any query, and safe."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from portal import prepared

pytestmark = pytest.mark.django_db


def kept_statements(question: str) -> list[tuple[int, ...]]:
    """How often the plans of a prepared question were used in this connection; nothing when it is not prepared."""
    with connection.cursor() as cursor:
        used = "SELECT custom_plans + generic_plans FROM pg_prepared_statements WHERE statement = %s"
        cursor.execute(used, [question])
        return list(cursor.fetchall())


def test_a_question_asked_again_is_prepared_once() -> None:
    """Three askings, one statement in the connection, three plans used from it."""
    for number in range(3):
        assert prepared.ask("SELECT %s::int + 40", [number]) == (number + 40,)

    assert kept_statements("SELECT $1::int + 40") == [(3,)]


def test_statements_of_the_orm_are_not_prepared() -> None:
    """A plan kept from a nearly empty table would stay with a list; so the ORM's are planned each time."""
    with connection.cursor() as cursor:
        for _time in range(7):
            cursor.execute("SELECT %s::int + 41", [1])

    assert kept_statements("SELECT $1::int + 41") == []
    assert kept_statements("SELECT 1::int + 41") == []


def test_no_row_is_none() -> None:
    assert prepared.ask("SELECT 1 WHERE %s::text = 'x'", ["y"]) is None


def test_an_asking_counts_as_a_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2) as seen:
        prepared.ask("SELECT %s::date", [date(2026, 11, 22)])
        prepared.ask("SELECT %s::date", [date(2026, 11, 23)])

    assert [query["sql"] for query in seen.captured_queries] == ["SELECT $1::date", "SELECT $1::date"]


def test_a_refused_value_says_so_and_the_next_question_is_answered() -> None:
    with pytest.raises(DataError), transaction.atomic():
        prepared.ask("SELECT %s::text::int", ["mười"])

    assert prepared.ask("SELECT %s::text::int", ["10"]) == (10,)


class TestValues(HypothesisTestCase):
    """Values never become part of the statement."""

    @given(st.text(st.characters(exclude_characters="\x00", codec="utf-8")))
    def test_any_text_comes_back_as_it_went(self, text: str) -> None:
        """Quotes, percent signs and SQL are only text."""
        assert prepared.ask("SELECT %s::text", [text]) == (text,)
