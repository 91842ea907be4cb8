"""REST of units: pages by key over many, each kind, each parent, search, and problems in words (RFC 9457)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.units import factories as make
from units.directory import Group
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units/"


@pytest.fixture
def city() -> dict[str, Unit]:
    """One unit of every kind."""
    centre = make.ProvincialCentreFactory()
    committee = make.CommuneCommitteeFactory(
        code="H29.168", division=make.WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    )
    return {
        "province": centre.parent,
        "centre": centre,
        "branch": make.ProvincialCentreFactory(
            code="H29.90.01", parent=centre, kind=UnitKind.BRANCH, slug="", name="Chi nhánh Quận 1"
        ),
        "department": make.DepartmentFactory(code="H29.03"),
        "commune": committee,
        "division": make.PartFactory(code="H29.168.3", parent=committee),
        "commune_centre": make.CentreFactory(code="H29.168.9", parent=committee, address="45 - 47 Lê Duẩn"),
    }


def codes(client: Client, **query: str) -> set[str]:
    """Codes of all pages."""
    found: set[str] = set()
    url: str | None = UNITS
    while url:
        answer = client.get(url, query if url == UNITS else None).json()
        new = {row["code"] for row in answer["results"]}
        assert not new & found, "no unit on two pages"
        found |= new
        url = answer["next"]
    return found


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Group.PROVINCE, {"province"}),
        (Group.DEPARTMENT, {"department"}),
        (Group.CENTRE, {"centre", "commune_centre"}),
        (Group.BRANCH, {"branch"}),
        (Group.COMMUNE, {"commune"}),
        (Group.DIVISION, {"division"}),
        (UnitKind.PROVINCIAL_COMMITTEE, {"province"}),
        (UnitKind.DEPARTMENT, {"department"}),
        (UnitKind.PROVINCIAL_CENTRE, {"centre"}),
        (UnitKind.BRANCH, {"branch"}),
        (UnitKind.COMMUNE_COMMITTEE, {"commune"}),
        (UnitKind.COMMUNE_DIVISION, {"division"}),
        (UnitKind.COMMUNE_CENTRE, {"commune_centre"}),
    ],
)
def test_each_kind_alone(client: Client, city: dict[str, Unit], kind: str, names: set[str]) -> None:
    assert codes(client, kind=kind) == {city[name].code for name in names}


def test_every_unit_has_exactly_one_group(client: Client, city: dict[str, Unit]) -> None:
    by_group = [codes(client, kind=group) for group in Group.values]

    assert sorted(code for group in by_group for code in group) == sorted(unit.code for unit in city.values())


@pytest.mark.parametrize(
    ("parent", "names"),
    [
        ("H29", {"centre", "department", "commune"}),
        ("H29.168", {"division", "commune_centre"}),
        ("H29.90", {"branch"}),
        ("H29.03", set()),
        ("H29.999", set()),
        ("", {"province", "centre", "branch", "department", "commune", "division", "commune_centre"}),
    ],
)
def test_the_parts_of_a_unit(client: Client, city: dict[str, Unit], parent: str, names: set[str]) -> None:
    assert codes(client, parent=parent) == {city[name].code for name in names}


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("sài gòn", {"commune", "commune_centre"}),
        ("SAI GON", {"commune", "commune_centre"}),
        ("sa\u0300i go\u0300n", {"commune", "commune_centre"}),  # decomposed, as a Mac sends it
        ("gòn sài", {"commune", "commune_centre"}),
        ("le duan", {"commune_centre"}),
        ("chi nhánh", {"branch"}),
        ("h29.168", {"commune", "division", "commune_centre"}),
        ("%", set()),
        ("_", set()),
        ("\\", set()),
        ("khong co", set()),
    ],
)
def test_search(client: Client, city: dict[str, Unit], search: str, names: set[str]) -> None:
    assert codes(client, search=search) == {city[name].code for name in names}


def test_filters_are_joined(client: Client, city: dict[str, Unit]) -> None:
    assert codes(client, parent="H29.168", kind="centre", search="sai gon", commune="26740") == {"H29.168.9"}
    assert codes(client, parent="H29.168", kind="department") == set()


@pytest.mark.parametrize("page_size", ["1", "2", "3", "100"])
def test_pages_walk_over_all_forwards_and_back(client: Client, city: dict[str, Unit], page_size: str) -> None:
    everything = sorted(unit.code for unit in city.values())
    forwards: list[str] = []
    url: str | None = f"{UNITS}?page_size={page_size}"
    last: dict[str, Any] = {}
    while url:
        last = client.get(url).json()
        forwards += [row["code"] for row in last["results"]]
        url = last["next"]
    assert forwards == everything

    backwards = [row["code"] for row in last["results"]]
    while last["previous"]:
        last = client.get(last["previous"]).json()
        backwards = [row["code"] for row in last["results"]] + backwards
    assert backwards == everything


def test_a_page_holds_filters_while_it_is_walked(client: Client, city: dict[str, Unit]) -> None:
    first = client.get(UNITS, {"parent": "H29", "page_size": "1"}).json()

    assert "parent=H29" in first["next"]
    assert client.get(first["next"]).json()["results"][0]["parent"] == "H29"


def test_a_unit_added_while_pages_are_walked_moves_nothing(client: Client, city: dict[str, Unit]) -> None:
    """Pages by key: what comes in before the place where one stands is neither seen twice nor pushes out another."""
    first = client.get(UNITS, {"page_size": "3"}).json()
    make.DepartmentFactory(code="H29.01", slug="van-phong-ubnd")

    rest = client.get(first["next"]).json()["results"]

    assert [row["code"] for row in rest] == sorted(unit.code for unit in city.values())[3:6]


@pytest.mark.parametrize(
    ("query", "field"),
    [({"kind": "moon"}, "kind"), ({"on": "x"}, "on"), ({"on": "2026-02-30"}, "on"), ({"search": "\0"}, "search")],
)
def test_a_value_that_no_filter_knows_is_named(
    client: Client, city: dict[str, Unit], query: dict[str, str], field: str
) -> None:
    response = client.get(UNITS, query)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert set(response.json()) >= {"type", "title", "status", "detail"}


@pytest.mark.parametrize("code", ["H29.9999", "h29.168", "H29.168.9 ", "../H29", "H29%00", "%F0%9F%99%82", "x" * 2000])
def test_an_unknown_code_is_a_problem_of_404(client: Client, city: dict[str, Unit], code: str) -> None:
    response = client.get(f"{UNITS}{code}/")

    assert response.status_code == 404
    assert client.get(f"/don-vi/{code}/").status_code == 404


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(
            ["kind", "parent", "commune", "search", "on", "after", "before", "page_size", "cursor", "q", "format"]
        ),
        st.text(max_size=30),
        max_size=4,
    ),
    path=st.sampled_from([UNITS, "/don-vi/"]),
)
def test_no_query_breaks_the_lists(client: Client, city: dict[str, Unit], query: dict[str, str], path: str) -> None:
    assert client.get(path, query).status_code in (200, 400, 404)


def test_the_detail_has_all_of_the_list_and_more(client: Client, city: dict[str, Unit]) -> None:
    listed = {row["code"]: row for row in client.get(UNITS).json()["results"]}

    for code, row in listed.items():
        one = client.get(f"{UNITS}{code}/").json()
        assert {name: one[name] for name in row} == row
        more = {"counters", "opening_hours", "days_off", "special_days", "services", "successors"}
        assert set(one) - set(row) == more


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("division", "H29.168"),
        ("commune_centre", "H29.168"),
        ("branch", "H29.90"),
        ("department", "H29.03"),
        ("province", "H29"),
    ],
)
def test_each_unit_tells_whose_code_opens_its_dossiers(
    client: Client, city: dict[str, Unit], name: str, agency: str
) -> None:
    """QĐ 20/2020/QĐ-TTg: dossier codes begin with the code of the agency, not of its parts."""
    assert client.get(f"{UNITS}{city[name].code}/").json()["agency_code"] == agency


def test_details_cost_a_fixed_number_of_queries(
    client: Client, city: dict[str, Unit], django_assert_num_queries: Any
) -> None:
    """1 the unit with its parents, division and calendar; 2 its counters; 3 its services. Hours are in memory."""
    client.get(f"{UNITS}H29.168.9/")
    for _ in range(6):
        make.CounterFactory(unit=city["commune_centre"])

    with django_assert_num_queries(3):
        client.get(f"{UNITS}H29.168.9/")


def test_reading_needs_no_token_and_one_that_ran_out_hinders_nobody(client: Client, city: dict[str, Unit]) -> None:
    assert client.get(UNITS).status_code == 200
    assert client.get(UNITS, headers={"Authorization": "Bearer wrong"}).status_code == 200
