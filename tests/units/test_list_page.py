"""The public list of units at /don-vi/."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.units import factories as make
from units import directory, page_store
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Unit:
    """The centre of Sài Gòn ward."""
    ward = make.WardFactory(code="26740", name="Sài Gòn")
    committee = make.CommuneCommitteeFactory(code="H29.168", division=ward)
    unit: Unit = make.CentreFactory(code="H29.168.9", parent=committee, address="45 - 47 Lê Duẩn")
    return unit


def shown(client: Client, query: str) -> list[str]:
    """Codes of the units that the list shows for a query."""
    return [unit.code for unit in client.get(f"/don-vi/?{query}").context["page"].units]


def test_it_first_shows_where_to_go(client: Client, centre: Unit) -> None:
    response = client.get("/don-vi/")
    assert response.status_code == 200
    assert [unit.code for unit in response.context["page"].units] == ["H29.168.9"]
    assert "45 - 47 Lê Duẩn" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["q=sài+gòn", "q=sai gon", "q=SAI GON trung tam", "q=le+duan", "q=H29.168.9", "q=h29.168.9"]
)
def test_search_takes_accents_or_none_addresses_and_codes(client: Client, centre: Unit, query: str) -> None:
    make.CentreFactory()
    assert shown(client, f"{query}&kind=centre") == ["H29.168.9"]


def test_filters_narrow_and_stay_in_the_form(client: Client, centre: Unit) -> None:
    make.CommuneCommitteeFactory()
    response = client.get("/don-vi/?kind=commune&commune=26740")
    assert [unit.code for unit in response.context["page"].units] == ["H29.168"]
    html = response.content.decode()
    assert '<option value="commune" selected>' in html
    assert '<option value="26740" selected>' in html


def test_a_filter_that_is_not_valid_counts_as_left_out(client: Client, centre: Unit) -> None:
    assert shown(client, "kind=nonsense&q=sai+gon&commune=1") == ["H29.168", "H29.168.9"]


def test_nothing_found_says_what_to_do(client: Client, centre: Unit) -> None:
    html = client.get("/don-vi/?q=khong-co-that").content.decode()
    assert "Không tìm thấy đơn vị nào" in html
    assert 'href="/don-vi/"' in html


def test_a_unit_that_has_ended_is_not_listed(client: Client, centre: Unit) -> None:
    centre.valid_to = make.SINCE.replace(year=2026)
    centre.save()
    assert shown(client, "kind=centre") == []


def test_pages_follow_by_key_both_ways_and_keep_the_filters(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    codes = [make.CentreFactory(code=f"H29.10{number}.9").code for number in range(1, 6)]
    seen, address = [], "?kind=centre&q=trung+tam"
    while address:
        page = client.get(f"/don-vi/{address}").context["page"]
        seen += [unit.code for unit in page.units]
        last, address = page, page.next
    assert seen == codes
    back = client.get(f"/don-vi/{last.previous}").context["page"]
    assert [unit.code for unit in back.units] == codes[2:4]
    first = client.get(f"/don-vi/{back.previous}").context["page"]
    assert ([unit.code for unit in first.units], first.previous) == (codes[:2], "")
    assert "kind=centre&q=trung+tam" in last.previous or "q=trung+tam&kind=centre" in last.previous


def test_the_list_costs_the_same_with_many_units(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make.CentreFactory()
    client.get("/don-vi/")
    page_store.changed()
    with django_assert_num_queries(1):  # the units; communes of the filter are cached
        client.get("/don-vi/")
    with django_assert_num_queries(0):  # and so is what was found, for a minute
        client.get("/don-vi/")
