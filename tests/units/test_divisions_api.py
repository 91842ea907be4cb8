"""Rules proved: places and who took over from whom have addresses by REST, as a copy of the units needs them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.rest.walking import queries_of, read, walked
from tests.units import factories as make
from units.models import Division, Unit, UnitSuccession

pytestmark = pytest.mark.django_db
DIVISIONS, SUCCESSIONS = "/api/v1/divisions/", "/api/v1/successions/"
MERGER = dt.date(2026, 1, 1)


@pytest.fixture
def places() -> None:
    """A city with two wards of today and one that is no more."""
    for code, name, ended in (("26740", "Sài Gòn", None), ("26743", "Bến Thành", None), ("26734", "Tân Định", MERGER)):
        make.WardFactory(code=code, name=name, valid_to=ended)


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in read(client, f"{DIVISIONS}?{query}")["results"]]


def test_divisions_are_narrowed_by_kind_parent_words_and_day(client: Client, places: None) -> None:
    assert codes(client) == ["26740", "26743", "79"]
    assert codes(client, "kind=city") == ["79"]
    assert codes(client, "parent=79") == ["26740", "26743"]
    assert codes(client, "search=sai gon") == codes(client, "search=Gòn Sài") == ["26740"]
    assert codes(client, "search=%20") == ["26740", "26743", "79"]
    assert codes(client, "kind=ward&on=2025-12-31") == ["26734", "26740", "26743"]
    assert codes(client, "on=2025-06-30") == []
    for name, value in (("kind", "quan"), ("on", "mai"), ("parent", "\0"), ("search", "\0")):
        answer = client.get(DIVISIONS, {name: value})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)


def test_a_division_is_found_by_its_code_also_when_it_is_no_more(client: Client, places: None) -> None:
    ended = read(client, f"{DIVISIONS}26734/")
    assert (ended["full_name"], ended["parent"], ended["valid_to"]) == ("Phường Tân Định", "79", "2026-01-01")
    assert read(client, f"{DIVISIONS}79/")["parent"] is None
    assert client.get(f"{DIVISIONS}00000/").status_code == 404
    assert [row["code"] for row in walked(client, f"{DIVISIONS}?on=2025-12-31")] == ["26734", "26740", "26743", "79"]
    assert (queries_of(client, f"{DIVISIONS}?page_size=1"), queries_of(client, DIVISIONS)) == (1, 1)
    assert Division.objects.count() == 4


def succeeded(old: Unit, new: Unit, share: str = "1", on: dt.date = MERGER) -> UnitSuccession:
    return UnitSuccession.objects.create(
        predecessor=old, successor=new, share=Decimal(share), effective_from=on, decision="1/NQ-HĐND", areas="Khu phố 1"
    )


def test_successions_tell_who_took_over_which_part_and_by_what(client: Client) -> None:
    old, large, small = (make.CommuneCommitteeFactory() for _number in range(3))
    succeeded(old, large, "0.7")
    row = succeeded(old, small, "0.3")
    told: list[dict[str, Any]] = walked(client, f"{SUCCESSIONS}?unit={old.code}")
    assert told[0] == {
        "id": row.pk, "predecessor": old.code, "successor": small.code, "kind": None, "share": "0.3000",
        "effective_from": "2026-01-01", "decision": "1/NQ-HĐND", "areas": "Khu phố 1",
    }  # fmt: skip
    assert [each["successor"] for each in told] == [small.code, large.code]


def test_successions_are_narrowed_by_either_side_and_by_day(client: Client) -> None:
    first, second, third = (make.CommuneCommitteeFactory() for _number in range(3))
    succeeded(first, second)
    succeeded(second, third, on=dt.date(2026, 6, 1))

    def found(query: str) -> list[str]:
        return [row["successor"] for row in read(client, f"{SUCCESSIONS}?{query}")["results"]]

    assert found(f"unit={second.code}") == [third.code, second.code]
    assert found(f"predecessor={second.code}") == [third.code]
    assert found(f"successor={second.code}") == [second.code]
    assert (found("since=2026-06-01"), found("until=2026-06-01")) == ([third.code], [second.code])
    assert found("unit=H29.000") == []
    assert (queries_of(client, f"{SUCCESSIONS}?page_size=1"), queries_of(client, SUCCESSIONS)) == (1, 1)
