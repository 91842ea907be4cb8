"""Rules proved: pages by moment show every row once whichever way one walks, also where many rows share a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.ui.paging_by_moment import in_order, page_by_moment

pytestmark = pytest.mark.django_db
START = datetime(2026, 2, 14, 9, 30, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A question without filters; its address is the two places."""

    after: str = ""
    before: str = ""

    def address(self, *, after: str = "", before: str = "") -> str:
        """Both places, told apart by a bar, since they have a dash of their own."""
        return f"{after}|{before}"


def question(address: str) -> Asked:
    after, _bar, before = address.partition("|")
    return Asked(after, before)


def people(offsets: list[int]) -> None:
    """People who joined that many microseconds after a moment."""
    User.objects.bulk_create(
        User(email=f"{place}@example.vn", full_name="Lan", date_joined=START + timedelta(microseconds=offset))
        for place, offset in enumerate(offsets)
    )


class TestWalking(HypothesisTestCase):
    """Forth to the end and back to the beginning."""

    @settings(max_examples=10, deadline=None)
    @given(
        offsets=st.lists(st.integers(0, 3), max_size=9),
        size=st.integers(1, 4),
        key=st.sampled_from(["date_joined", "-date_joined"]),
    )
    def test_every_row_comes_once_forth_and_back(self, offsets: list[int], size: int, key: str) -> None:
        people(offsets)
        found = User.objects.all()
        wanted = [row.pk for row in in_order(found, key)]
        way = -1 if key.startswith("-") else 1
        assert wanted == [
            row.pk for row in sorted(found, key=lambda row: (way * (row.date_joined - START), way * row.pk))
        ]

        pages = [page_by_moment(found, Asked(), key, size=size)]
        while pages[-1].next:
            pages.append(page_by_moment(found, question(pages[-1].next), key, size=size))
        back = [pages[-1]]
        while back[-1].previous:
            back.append(page_by_moment(found, question(back[-1].previous), key, size=size))

        assert [row.pk for page in pages for row in page.rows] == wanted
        assert [[row.pk for row in page.rows] for page in back[::-1]][1:] == [
            [row.pk for row in page.rows] for page in pages
        ][1:]
        assert pages[0].previous == back[-1].previous == ""


@pytest.mark.parametrize(
    "place", ["x", "-", "1-", "-1", "1-x", "\x00-1", "٣-1", "1" * 18 + "-1", "1-" + "1" * 18, "1-1-1", "1.5-1", " 1-1"]
)
def test_what_is_no_place_is_the_beginning(place: str) -> None:
    people([0, 1, 2])

    for asked in (Asked(after=place), Asked(before=place)):
        page = page_by_moment(User.objects.all(), asked, "date_joined", size=2)
        assert (len(page.rows), page.previous, bool(page.next)) == (2, "", True)


def test_behind_the_end_there_is_nothing_and_nowhere_to_go() -> None:
    people([0])

    page = page_by_moment(User.objects.all(), Asked(after="9" * 17 + "-1"), "date_joined")

    assert (page.rows, page.next, page.previous) == ([], "", "")


def test_a_page_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people([0, 0, 0, 1])
    asked = question(page_by_moment(User.objects.all(), Asked(), "date_joined", size=2).next)

    with django_assert_num_queries(1):
        assert len(page_by_moment(User.objects.all(), asked, "date_joined", size=2).rows) == 2
