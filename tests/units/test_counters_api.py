"""Rules proved: counters have an address of their own by REST: which there are, and what each receives, on any day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.rest.walking import queries_of, read, walked
from tests.units import factories as make
from units.models import CentreService, Counter, Unit, today_in_vietnam

pytestmark = pytest.mark.django_db
COUNTERS = "/api/v1/counters/"
CIVIL, LAND = ("G15-TP07", "Hộ tịch"), ("G13-TN02", "Đất đai")


@pytest.fixture
def centre() -> Unit:
    """A centre with two counters: civil status at the first, land at any."""
    unit: Unit = make.CentreFactory()
    first, _second = (make.CounterFactory(unit=unit, number=number, name=f"Quầy {number}") for number in (1, 2))
    receive(unit, CIVIL, first)
    receive(unit, LAND, None)
    return unit


def receive(unit: Unit, field: tuple[str, str], counter: Counter | None, since: dt.date = make.SINCE) -> CentreService:
    code, name = field
    return CentreService.objects.create(unit=unit, counter=counter, field_code=code, field_name=name, valid_from=since)


def numbers(client: Client, query: str) -> list[int]:
    return [row["number"] for row in read(client, f"{COUNTERS}?{query}")["results"]]


def test_a_counter_says_where_it_stands_and_what_it_receives(client: Client, centre: Unit) -> None:
    first, second = read(client, f"{COUNTERS}?unit={centre.code}")["results"]
    civil, land = ({"code": code, "name": name} for code, name in (CIVIL, LAND))
    assert first == {
        "id": first["id"], "unit": centre.code, "number": 1, "name": "Quầy 1",
        "valid_from": "2025-07-01", "valid_to": None, "fields_received": [land, civil],
    }  # fmt: skip
    assert second["fields_received"] == [land]
    assert read(client, f"{COUNTERS}{first['id']}/") == first


def test_the_list_is_narrowed_by_unit_and_field(client: Client, centre: Unit) -> None:
    elsewhere = make.CounterFactory(number=7)
    assert numbers(client, f"unit={centre.code}") == [1, 2]
    assert numbers(client, f"unit={elsewhere.unit.code}") == [7]
    assert numbers(client, "unit=H29.000") == []
    # Land is received at any counter of the centre, and nowhere else.
    assert (numbers(client, f"field={CIVIL[0]}"), numbers(client, f"field={LAND[0]}")) == ([1], [1, 2])


def test_a_day_decides_on_counters_and_on_what_they_receive_alike(client: Client, centre: Unit) -> None:
    today = today_in_vietnam()
    second = Counter.objects.get(unit=centre, number=2)
    Counter.objects.filter(pk=second.pk).update(valid_to=today)
    coming = today + dt.timedelta(days=30)
    receive(centre, ("G01", "Mới"), Counter.objects.get(unit=centre, number=1), coming)

    assert numbers(client, f"unit={centre.code}") == [1]
    yesterday = today - dt.timedelta(days=1)
    assert numbers(client, f"unit={centre.code}&on={yesterday}") == [1, 2]
    assert (numbers(client, "field=G01"), numbers(client, f"field=G01&on={coming}")) == ([], [1])
    then = read(client, f"{COUNTERS}?unit={centre.code}&on={coming}")["results"][0]["fields_received"]
    assert "G01" in [field["code"] for field in then]
    # Closed for good, it is still found by its number.
    assert read(client, f"{COUNTERS}{second.pk}/")["valid_to"] == str(today)


def test_pages_lead_on_and_back_at_the_same_cost(client: Client, centre: Unit) -> None:
    for _number in range(3):
        receive(centre, LAND, make.CounterFactory(unit=centre))
    rows = walked(client, COUNTERS, size=2)
    assert len(rows) == len({row["id"] for row in rows}) == 5
    # The counters with their units, what is received at each, and what at any of a unit.
    assert (queries_of(client, f"{COUNTERS}?page_size=1"), queries_of(client, COUNTERS)) == (3, 3)


def test_what_is_no_counter_or_no_filter_is_a_problem_in_words(client: Client, centre: Unit) -> None:
    for address in (f"{COUNTERS}0/", f"{COUNTERS}{10**30}/", f"{COUNTERS}một/"):
        answer = client.get(address)
        assert (answer.status_code, "Traceback" in answer.content.decode()) == (404, False), address
    for name, value in (("on", "hôm qua"), ("unit", "\0"), ("field", "\0"), ("page_size", "0")):
        answer = client.get(COUNTERS, {name: value})
        assert answer.status_code == 400, name
        assert answer.json()["errors"][0]["field"] == name


def test_counters_are_only_read_and_an_unchanged_answer_is_not_sent_again(client: Client, centre: Unit) -> None:
    before = Counter.objects.count()
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(COUNTERS, {}, content_type="application/json").status_code in {401, 403, 405}
    assert Counter.objects.count() == before
    mark = client.get(COUNTERS).headers["ETag"]
    assert client.get(COUNTERS, headers={"If-None-Match": mark}).status_code == 304
    make.CounterFactory(unit=centre, number=9)
    assert client.get(COUNTERS, headers={"If-None-Match": mark}).status_code == 200
