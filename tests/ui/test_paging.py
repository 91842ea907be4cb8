"""Rules proved: pages by key show every row once whichever way one walks, and what is no key is no place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from portal.ui.paging import Page, key_in, page_by_key
from procedures.models import Procedure
from tests.procedures.factories import ProcedureFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Asked:
    """A question without filters; its address is itself."""

    after: int = 0
    before: int = 0

    def address(self, *, after: int = 0, before: int = 0) -> str:
        """The two keys as text."""
        return f"{after},{before}"


def at(address: str) -> Asked:
    """The question of an address."""
    after, before = address.split(",")
    return replace(Asked(), after=int(after), before=int(before))


def page(asked: Asked, size: int, *, newest_first: bool) -> Page[Procedure]:
    """One page of all procedures."""
    return page_by_key(Procedure.objects.all(), asked, size=size, newest_first=newest_first)


class TestWalks(HypothesisTestCase):
    """Walks over lists of any length, by pages of any size, in both orders."""

    @settings(max_examples=15, deadline=None)
    @given(count=st.integers(0, 9), size=st.integers(1, 4), newest_first=st.booleans())
    def test_every_row_once_there_and_back(self, count: int, size: int, newest_first: bool) -> None:
        """To the last page by `next`, back to the first by `previous`: the same pages."""
        keys = [ProcedureFactory().pk for _number in range(count)]
        forward = [page(Asked(), size, newest_first=newest_first)]
        while forward[-1].next:
            forward.append(page(at(forward[-1].next), size, newest_first=newest_first))
        back = [forward[-1]]
        while back[-1].previous:
            back.append(page(at(back[-1].previous), size, newest_first=newest_first))

        assert [row.pk for shown in forward for row in shown.rows] == (keys[::-1] if newest_first else keys)
        assert [shown.rows for shown in back[::-1]] == [shown.rows for shown in forward]
        assert all(len(shown.rows) == size for shown in forward[:-1])


@pytest.mark.parametrize("newest_first", [True, False])
def test_before_goes_before_after_and_an_end_has_no_neighbour(newest_first: bool) -> None:
    first, middle, last = sorted(ProcedureFactory().pk for _number in range(3))
    begins, ends = (last, first) if newest_first else (first, last)

    shown = page(Asked(after=begins, before=ends), 5, newest_first=newest_first)

    assert [row.pk for row in shown.rows] == [begins, middle]
    assert (shown.next != "", shown.previous) == (True, "")


def test_a_place_beyond_the_list_is_an_empty_page_without_neighbours() -> None:
    ProcedureFactory()

    assert page(Asked(after=10**14), 5, newest_first=False) == Page([], "", "")


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "１", "²", " 7", "9" * 16])
def test_what_is_no_key_is_no_place(text: str) -> None:
    assert key_in(text) == 0


def test_a_key_is_read() -> None:
    assert key_in("9" * 15) == 10**15 - 1
