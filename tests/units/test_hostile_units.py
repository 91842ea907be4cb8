"""Whatever is written into an address of units, pages and REST answer in kind: never a crash, never a leak."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from tests.units import factories as make
from units import directory
from units.models import Unit

pytestmark = pytest.mark.django_db
NASTY = [
    "\0", "%00", "'", "' OR 1=1--", '"><script>alert(1)</script>', "../../etc/passwd", "\ud7ff", "９９", "x" * 5000,
    "%F0%9F%8F%9B", "{{7*7}}", "-1", "0", "1e400", "null", "[]", "\u202e", "H29.101\n",
]  # fmt: skip
FILTERS = ("q", "kind", "commune", "after", "before")
API_FILTERS = ("search", "kind", "parent", "commune", "on", "after", "cursor", "page_size")


@pytest.fixture(autouse=True)
def _centre() -> None:
    make.CentreFactory(name="Trung tâm Sài Gòn")


@pytest.mark.parametrize("name", FILTERS)
def test_the_list_takes_any_text_in_any_filter(client: Client, name: str) -> None:
    for text in NASTY:
        answer = client.get("/don-vi/", {name: text})
        assert answer.status_code == 200, text
        assert "<script>alert" not in answer.content.decode()


def test_a_code_that_is_none_is_not_found(client: Client) -> None:
    for text in NASTY:
        answer = client.get(f"/don-vi/{quote(text, safe='')}/")
        assert answer.status_code == 404, text
        answer = client.get(f"/api/v1/units/{quote(text, safe='')}/")
        assert answer.status_code == 404, text


@pytest.mark.parametrize("name", API_FILTERS)
def test_rest_answers_any_filter_with_a_page_or_a_problem(client: Client, name: str) -> None:
    for text in NASTY:
        answer = client.get("/api/v1/units/", {name: text})
        assert answer.status_code in (200, 400, 404), (text, answer.status_code)
        body = answer.json()
        assert ("results" in body) == (answer.status_code == 200)
        if answer.status_code != 200:
            assert answer["Content-Type"].startswith("application/problem+json")
            assert {"title", "status"} <= body.keys()


@pytest.mark.parametrize("text", NASTY)
def test_an_address_to_resolve_is_answered_or_refused_in_words(client: Client, text: str) -> None:
    answer = client.get("/api/v1/units/resolve/", {"address": text})

    assert answer.status_code in (200, 400)
    told = answer.json()
    assert "candidates" in told or "errors" in told


def test_an_address_that_was_left_out_is_a_problem_at_its_name(client: Client) -> None:
    told = client.get("/api/v1/units/resolve/").json()
    assert "address" in json.dumps(told["errors"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/api/v1/units/", "/api/v1/units/H29/", "/api/v1/units/resolve/"])
def test_nothing_can_be_written(client: Client, method: str, address: str) -> None:
    before = Unit.objects.count()
    assert getattr(client, method)(address, {}, content_type="application/json").status_code in (401, 403, 405)
    assert Unit.objects.count() == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60), group=st.sampled_from(["", *directory.Group.values]))
def test_every_unit_found_has_every_word_that_was_asked(text: str, group: str) -> None:
    clean = text.replace("\0", "")
    for unit in directory.find(clean, group)[:50]:
        assert all(word in unit.search_text for word in without_accents(clean).split())
        assert not group or unit.kind in directory.KINDS_OF_GROUP[group]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_walking_forth_and_back_shows_every_unit_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Keyset pages: no unit is lost or told twice, whatever the size of a page."""
    for _number in range(4):
        make.CentreFactory()
    monkeypatch.setattr(directory, "PAGE_SIZE", size)
    expected = list(directory.find("", "centre").values_list("code", flat=True))

    def page(query: str) -> Any:
        return client.get(f"/don-vi/{query}").context["page"]

    forth, query = [], "?kind=centre"
    while query:
        shown = page(query)
        forth += [unit.code for unit in shown.units]
        last, query = shown, shown.next
    back = [unit.code for unit in last.units][::-1]
    while last.previous:
        last = page(last.previous)
        back += [unit.code for unit in last.units][::-1]

    assert forth == expected
    assert back == expected[::-1]
