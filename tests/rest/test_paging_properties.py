"""However many rows, whatever the page size, whichever way one goes: pages show every row once, in one order."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]

LIST = "/api/groups/"
#: Names as people write them: accents, spaces, quotes, and characters beyond the first plane.
names = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8),
    unique=True,
    max_size=25,
)
examples = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(wanted: list[str]) -> None:
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(name=name) for name in wanted)


def pages_from(url: str | None, way: str) -> list[list[str]]:
    found = []
    while url:
        page: dict[str, Any] = APIClient().get(url).json()
        found.append([row["name"] for row in page["results"]])
        url = page[way]
        assert len(found) < 100, "the pages never end"
    return found


@examples
@given(wanted=names, size=st.integers(1, 30))
def test_going_forward_shows_every_row_once_in_the_order_of_the_key(wanted: list[str], size: int) -> None:
    fill(wanted)
    pages = pages_from(f"{LIST}?page_size={size}", "next")
    seen = [name for page in pages for name in page]
    assert seen == list(Group.objects.order_by("name").values_list("name", flat=True))
    assert all(len(page) == size for page in pages[:-1])


@examples
@given(wanted=names, size=st.integers(1, 30))
def test_going_back_shows_the_same_pages_in_reverse(wanted: list[str], size: int) -> None:
    fill(wanted)
    url: str | None = f"{LIST}?page_size={size}"
    last = url
    while url:
        last, url = url, APIClient().get(url).json()["next"]
    back = [name for page in reversed(pages_from(last, "previous")) for name in page]
    assert back == list(Group.objects.order_by("name").values_list("name", flat=True))


@examples
@given(wanted=names.filter(lambda found: len(found) > 3), gone=st.data())
def test_rows_that_vanish_meanwhile_shift_nothing(wanted: list[str], gone: st.DataObject) -> None:
    """A place in the list is a value and no number: what is taken away before it moves nothing behind it."""
    fill(wanted)
    first = APIClient().get(f"{LIST}?page_size=2").json()
    shown = [row["name"] for row in first["results"]]
    lost = gone.draw(st.sampled_from(shown))
    Group.objects.filter(name=lost).delete()
    rest = [name for page in pages_from(first["next"], "next") for name in page]
    assert rest == list(Group.objects.exclude(name__in=shown).order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize(("asked", "given_rows"), [("1", 1), ("200", 200), ("201", 200), ("5000", 200), ("", 50)])
def test_a_page_size_beyond_the_most_is_brought_down(asked: str, given_rows: int) -> None:
    Group.objects.bulk_create(Group(name=f"{number:04}") for number in range(210))
    assert len(APIClient().get(LIST, {"page_size": asked}).json()["results"]) == given_rows


@pytest.mark.parametrize("asked", ["0", "-5", "x", "1.5", "٣", "9" * 40])
def test_what_is_no_number_of_rows_is_refused_and_named(asked: str) -> None:
    answer = APIClient().get(LIST, {"page_size": asked})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["page_size"]


def test_what_was_asked_beside_stays_in_the_addresses_of_the_neighbours() -> None:
    fill([f"{number:02}" for number in range(9)])
    first = APIClient().get(f"{LIST}?page_size=3&loc=x%20y").json()
    query = parse_qs(urlsplit(first["next"]).query)
    assert (query["page_size"], query["loc"]) == (["3"], ["x y"])


def test_an_empty_list_is_one_empty_page() -> None:
    assert APIClient().get(LIST).json() == {"results": [], "next": None, "previous": None}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.text(max_size=40))
def test_a_made_up_place_is_not_found_and_no_error(cursor: str) -> None:
    fill(["một", "hai"])
    answer: Any = APIClient().get(f"{LIST}?{urlencode({'cursor': cursor}, errors='replace')}")
    assert answer.status_code in {200, 404}


def test_a_cursor_of_a_thousand_rows_ahead_costs_what_the_first_page_costs(
    django_assert_num_queries: Any,
) -> None:
    Group.objects.bulk_create(Group(name=f"{number:05}") for number in range(1200))
    url = f"{LIST}?page_size=200"
    for _page in range(5):
        with django_assert_num_queries(1):
            url = APIClient().get(url).json()["next"]
    assert url is not None
