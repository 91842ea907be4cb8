"""Lists come in keyset pages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]


@pytest.fixture(autouse=True)
def _groups() -> None:
    Group.objects.bulk_create(Group(name=f"{number:03}") for number in range(120))


def names(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [row["name"] for row in page["results"]]


def test_a_page_says_where_the_others_are() -> None:
    page = APIClient().get("/api/groups/").json()
    assert list(page) == ["results", "next", "previous"]
    assert (len(page["results"]), page["previous"]) == (50, None)


def test_pages_cover_everything_once_though_rows_arrive_meanwhile() -> None:
    api, seen, url = APIClient(), [], "/api/groups/?page_size=25"
    while url:
        page = api.get(url).json()
        seen += names(page)
        url = page["next"]
        Group.objects.create(name=f"000 late {len(seen)}")
    assert seen == [f"{number:03}" for number in range(120)]


def test_one_goes_back_the_way_one_came() -> None:
    api = APIClient()
    first = api.get("/api/groups/").json()
    second = api.get(first["next"]).json()
    assert names(api.get(second["previous"]).json()) == names(first)


def test_a_page_has_200_rows_at_most() -> None:
    Group.objects.bulk_create(Group(name=f"x{number:03}") for number in range(120))
    assert len(APIClient().get("/api/groups/?page_size=5000").json()["results"]) == 200


def test_a_page_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        APIClient().get("/api/groups/")
