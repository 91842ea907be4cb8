"""REST: /api/v1/units/ and /api/v1/units/{code}/, readable without a token."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.units import factories as make
from units.models import Unit

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units/"


@pytest.fixture
def centre() -> Unit:
    """The centre of a ward, beside a department and the provincial centre."""
    make.ProvincialCentreFactory()
    make.DepartmentFactory(code="H29.03")
    committee = make.CommuneCommitteeFactory(code="H29.168", division=make.WardFactory(code="26740", name="Sài Gòn"))
    unit: Unit = make.CentreFactory(code="H29.168.9", parent=committee)
    return unit


def codes(client: Client, query: str = "") -> list[str]:
    """Codes in the answer to a query."""
    return [row["code"] for row in client.get(f"{UNITS}?{query}").json()["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["H29", "H29.03", "H29.168", "H29.168.9", "H29.90"]),
        ("kind=province", ["H29"]),
        ("kind=department", ["H29.03"]),
        ("kind=commune", ["H29.168"]),
        ("kind=centre", ["H29.168.9", "H29.90"]),
        ("kind=commune_centre", ["H29.168.9"]),
        ("kind=branch", []),
        ("parent=H29", ["H29.03", "H29.168", "H29.90"]),
        ("commune=26740&kind=centre", ["H29.168.9"]),
        ("search=sai%20gon", ["H29.168", "H29.168.9"]),
        ("on=2025-01-01", []),
    ],
)
def test_the_list_is_filtered(client: Client, centre: Unit, query: str, expected: list[str]) -> None:
    assert codes(client, query) == expected


def test_a_list_is_results_next_and_previous(client: Client, centre: Unit) -> None:
    first = client.get(f"{UNITS}?page_size=2").json()
    assert set(first) == {"results", "next", "previous"}
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert [row["code"] for row in second["results"]] == ["H29.168", "H29.168.9"]


@pytest.mark.parametrize("query", ["kind=ward", "on=yesterday"])
def test_a_wrong_filter_is_a_problem_in_words(client: Client, centre: Unit, query: str) -> None:
    response = client.get(f"{UNITS}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["field"] == query.split("=", maxsplit=1)[0]


def test_one_unit_tells_its_hours_counters_and_days_off(client: Client, centre: Unit) -> None:
    make.CounterFactory(unit=centre, number=1, name="Trả kết quả")
    unit = client.get(f"{UNITS}H29.168.9/").json()
    assert unit["agency_code"] == "H29.168"
    assert unit["parent"] == "H29.168"
    assert unit["division"]["full_name"] == "Phường Sài Gòn"
    assert unit["counters"] == [{"number": 1, "name": "Trả kết quả"}]
    assert unit["opening_hours"][0] == {"weekday": 0, "periods": [["07:30", "11:30"], ["13:00", "17:00"]]}
    assert all(set(day) == {"date", "reason"} for day in unit["days_off"])


def test_a_unit_that_has_ended_is_still_found_by_its_code(client: Client, centre: Unit) -> None:
    centre.valid_to = dt.date(2026, 1, 1)
    centre.save()
    assert client.get(f"{UNITS}H29.168.9/").json()["valid_to"] == "2026-01-01"
    assert "H29.168.9" not in codes(client)


def test_an_unknown_code_is_a_problem(client: Client) -> None:
    response = client.get(f"{UNITS}H29.999/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_units_are_only_read(client: Client, centre: Unit, method: str) -> None:
    assert getattr(client, method)(UNITS, {}, content_type="application/json").status_code in (401, 403, 405)
    assert Unit.objects.filter(pk=centre.pk).exists()


def test_the_list_costs_one_query(
    client: Client, centre: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        make.CentreFactory()
    with django_assert_num_queries(1):
        client.get(UNITS)
