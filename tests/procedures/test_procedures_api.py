"""Rules proved: machines read the catalogue without a token, page by page, for any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures.choices import Competence, Level
from procedures.publishing import publish
from tests.procedures.factories import FieldFactory, ProcedureFactory, announced, draft
from tests.units.factories import CommuneCommitteeFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/procedures/"


def codes(client: Client, url: str = URL, **query: str) -> list[str]:
    """Codes of one page."""
    response = client.get(url, query)
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


@pytest.fixture
def three() -> None:
    """Birth at communes, land at the province, and a draft."""
    announced("1.001193", name="Đăng ký khai sinh")
    announced(
        "1.012345",
        name="Cấp sổ đỏ",
        levels=[Level.PROVINCE],
        field=FieldFactory(code="G13-TN02", name="Đất đai"),
        competence=Competence.DEPARTMENT,
        competent_department="so-nong-nghiep-moi-truong",
    )
    draft(procedure=ProcedureFactory(code="1.999999"))


def test_the_list_has_what_is_in_force_in_order_of_code(client: Client, three: None) -> None:
    body = client.get(URL).json()

    assert [row["code"] for row in body["results"]] == ["1.001193", "1.012345"]
    assert (body["next"], body["previous"]) == (None, None)
    assert body["results"][0]["field"] == {"code": "G15-TP07", "name": "Hộ tịch"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "khai sinh"}, ["1.001193"]),
        ({"search": "1.0123"}, ["1.012345"]),
        ({"level": "province"}, ["1.012345"]),
        ({"field": "G13-TN02"}, ["1.012345"]),
        ({"online": "none"}, []),
        ({"audience": "citizen"}, ["1.001193", "1.012345"]),
        ({"search": "khai sinh", "level": "province"}, []),
        ({"on": "2020-01-01"}, []),
    ],
)
def test_filters(client: Client, three: None, query: dict[str, str], expected: list[str]) -> None:
    assert codes(client, **query) == expected


def test_a_unit_lists_what_it_is_competent_for(client: Client, three: None) -> None:
    department = DepartmentFactory(slug="so-nong-nghiep-moi-truong")
    committee = CommuneCommitteeFactory()

    assert codes(client, unit=department.code) == ["1.012345"]
    assert codes(client, unit=committee.code) == ["1.001193"]


@pytest.mark.parametrize(
    "query", [{"level": "moon"}, {"on": "2026-02-30"}, {"on": "x"}, {"unit": "H99.1"}, {"online": "1"}]
)
def test_values_that_no_filter_knows_are_named(client: Client, three: None, query: dict[str, str]) -> None:
    response = client.get(URL, query)

    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["errors"][0]["field"] == next(iter(query))


@pytest.mark.parametrize("query", [{}, {"search": "thử nghiệm"}])
def test_pages_are_walked_by_next_until_the_end(client: Client, query: dict[str, str]) -> None:
    publish([draft(procedure=ProcedureFactory(code=f"2.{100000 + n}"), name=f"Thử nghiệm {n}") for n in range(120)])
    seen: list[str] = []
    url: str | None = URL
    while url:
        body = client.get(url, query if url == URL else None).json()
        seen += [row["code"] for row in body["results"]]
        url = body["next"]

    assert len(seen) == len(set(seen)) == 120


def test_a_search_is_in_order_of_fit_on_any_day_and_for_any_unit(client: Client) -> None:
    announced("1.000001", name="Thủ tục đăng ký lại khai sinh cho người đã có giấy tờ")
    announced("1.001193", name="Đăng ký khai sinh")
    committee = CommuneCommitteeFactory()
    today = timezone.localdate().isoformat()

    for narrowed in ({}, {"on": today}, {"unit": committee.code}):
        assert codes(client, search="khai sinh", **narrowed) == ["1.001193", "1.000001"]


def test_one_procedure_has_everything(client: Client, three: None) -> None:
    body = client.get(f"{URL}1.001193/").json()

    case = body["cases"][0]
    assert case["components"][0]["name"] == "Giấy chứng sinh"
    assert case["fees"][0]["amount_dong"] == 8000
    assert case["time_limits"][0]["unit"] == "working_day"
    assert case["eform"] in body["eforms"]
    assert body["processes"][0]["steps"][0]["key"] == "receive"


def test_one_procedure_on_a_past_day(client: Client) -> None:
    procedure = ProcedureFactory(code="1.001193")
    for number, start in enumerate((date(2026, 1, 1), date(2026, 6, 1)), 1):
        publish([draft(procedure=procedure, number=number)], valid_from=start)

    assert client.get(f"{URL}1.001193/", {"on": "2026-03-01"}).json()["version"] == 1
    assert client.get(f"{URL}1.001193/").json()["version"] == 2
    assert client.get(f"{URL}1.001193/", {"on": "2025-03-01"}).status_code == 404


@pytest.mark.parametrize("code", ["9.999999", "1.999999", "x"])
def test_unknown_and_draft_procedures_are_problems_of_404(client: Client, three: None, code: str) -> None:
    response = client.get(f"{URL}{code}/")

    assert response.status_code == 404
    assert response.json()["status"] == 404


def test_lists_and_details_cost_a_fixed_number_of_queries(
    client: Client, three: None, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client.get(URL)  # two more: how far the log of changes is, and when it was last felt; kept from now on
    with django_assert_num_queries(1):
        client.get(URL)
    with django_assert_num_queries(3):  # the version, its content, and delegations
        client.get(f"{URL}1.001193/")
    with django_assert_max_num_queries(7):
        client.get(URL, {"search": "khai sinh"})


def test_writing_is_refused(client: Client, three: None) -> None:
    assert client.post(URL, {}, "application/json").status_code in (401, 403, 405)
