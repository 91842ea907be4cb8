"""Rules proved: a client of the API says how many rows it wants; every way to list keeps to it, within bounds."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from portal.rest.page_sizes import MOST, USUAL
from procedures.publishing import publish
from tests.in_turn import in_turn
from tests.procedures.deciding_world import many
from tests.procedures.factories import ProcedureFactory, draft
from tests.procedures.open_data import CHANGES, LIST, commit, problem, read

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat()
LONG_AGO = "2020-01-01T00:00:00Z"
#: By code, by fit, by fit of a day, and by change.
WAYS: list[dict[str, str]] = [
    {},
    {"search": "thử nghiệm"},
    {"search": "thử nghiệm", "on": TODAY},
    {"modified_since": LONG_AGO},
]


@pytest.fixture
def seven() -> None:
    """Seven procedures in force."""
    made = [draft(procedure=ProcedureFactory(code=f"2.10000{n}"), name=f"Thử nghiệm {n}") for n in range(7)]
    publish(made, valid_from=date(2026, 1, 1))
    commit()


@pytest.mark.parametrize("query", WAYS)
@pytest.mark.parametrize(("size", "pages"), [("1", 7), ("3", 3), ("7", 1), ("8", 1)])
def test_pages_of_any_size_hold_each_row_once(
    client: Client, seven: None, query: dict[str, str], size: str, pages: int
) -> None:
    seen: list[str] = []
    url: str | None = LIST
    walked = 0
    while url:
        body = read(client, url, **({**query, "page_size": size} if url == LIST else {}))
        assert len(body["results"]) <= int(size)
        seen += [row["code"] for row in body["results"]]
        url, walked = body["next"], walked + 1
        assert url is None or parse_qs(urlsplit(url).query)["page_size"] == [size]

    assert len(seen) == len(set(seen)) == 7
    assert walked == pages


@pytest.mark.parametrize("query", WAYS[1:3])
def test_the_way_back_of_a_search_is_a_page_long(client: Client, seven: None, query: dict[str, str]) -> None:
    second = read(client, LIST, **query, page_size="3", after="3")

    first = read(client, second["previous"])

    assert parse_qs(urlsplit(second["previous"]).query)["after"] == ["0"]
    assert [row["code"] for row in first["results"]] == [
        row["code"] for row in read(client, LIST, **query, page_size="3")["results"]
    ]


@in_turn("url", [LIST, CHANGES, "/api/v1/decisions/", "/api/v1/units/"], taken_back=True)
@in_turn("wrong", ["0", "-1", "x", "1.5", "1e3", "٣", " 5", "9" * 40], taken_back=True)
def test_what_is_no_number_of_rows_is_named(client: Client, seven: None, url: str, wrong: str) -> None:
    response = client.get(url, {"page_size": wrong})

    problem(response, "page_size")
    assert f"từ 1 đến {MOST}" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("url", [LIST, CHANGES])
def test_no_client_gets_more_than_the_bound(client: Client, url: str) -> None:
    many(MOST + 1)
    commit()

    assert len(read(client, url, page_size="5000")["results"]) == MOST
    assert len(read(client, url, page_size=str(MOST))["results"]) == MOST
    assert len(read(client, url)["results"]) == USUAL


def test_another_size_is_another_answer(client: Client, seven: None) -> None:
    """Answers are kept: "you have it already" holds for the page that the client has, of no other size."""
    first = client.get(LIST, {"page_size": "2"})

    other: Any = client.get(LIST, {"page_size": "3"}, headers={"If-None-Match": first["ETag"]})

    assert other.status_code == 200
    assert len(other.json()["results"]) == 3
