"""Rules proved: the address of a list says all of what is asked and nothing else, so that it can be sent, reloaded and
narrowed: whatever stands in it, it reads as a question whose own address reads the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import alert_list, settled_work, transfer_list
from dossiers.alert_kinds import AlertKind
from units.desk import history_page
from units.models import DeskChange

LISTS: list[Any] = [settled_work.Question, transfer_list.Question, alert_list.Question, history_page.Question]
KNOWN = [
    *settled_work.View.values,
    *transfer_list.View.values,
    *alert_list.View.values,
    *AlertKind.values,
    *DeskChange.What.values,
    *settled_work.PERIODS,
]
NAMES = st.sampled_from(["xem", "tim", "noi", "ky", "loai", "sau", "truoc", "khac"])
TYPED = st.text(max_size=130) | st.sampled_from(KNOWN) | st.integers(0, 10**20).map(str)
QUERIES = st.dictionaries(NAMES, TYPED, max_size=8)
PLACES = {"sau", "truoc"}


def read_again(kind: Any, address: str) -> Any:
    assert address.startswith("?")
    return kind.read(dict(parse_qsl(address[1:])))


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__module__)
@given(query=QUERIES)
def test_any_address_reads_as_a_question_that_survives_a_reload(kind: Any, query: dict[str, str]) -> None:
    asked = kind.read(query)

    again = read_again(kind, asked.address(after=asked.after, before=asked.before))

    assert again == asked


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__module__)
@given(query=QUERIES)
def test_another_view_or_filter_begins_at_the_first_page(kind: Any, query: dict[str, str]) -> None:
    """A place in one list is none in another."""
    address = kind.read(query).address()

    assert PLACES.isdisjoint(dict(parse_qsl(address[1:])))
    assert not read_again(kind, address).after
    assert not read_again(kind, address).before


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__module__)
@given(query=QUERIES)
def test_no_address_holds_what_the_database_can_not_read(kind: Any, query: dict[str, str]) -> None:
    asked = kind.read(query)

    assert all("\x00" not in str(value) for name, value in vars(asked).items() if name not in {"after", "before"})
    assert len(getattr(asked, "text", "")) <= 100
