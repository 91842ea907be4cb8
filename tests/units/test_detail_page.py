"""The public page of one unit at /don-vi/<code>/."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from tests.units import factories as make
from units import page_store, views
from units.models import Unit, UnitSuccession
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Unit:
    """A centre with two counters."""
    unit: Unit = make.CentreFactory(code="H29.168.9", address="45 - 47 Lê Duẩn", hotline="028 3823 4223")
    make.CounterFactory(unit=unit, number=1, name="Hộ tịch và chứng thực")
    make.CounterFactory(unit=unit, number=2, name="Trả kết quả")
    return unit


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the page believe it is this moment in Viet Nam."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_it_says_where_when_and_whom_to_call(client: Client, centre: Unit) -> None:
    html = client.get("/don-vi/H29.168.9/").content.decode()
    for words in ("45 - 47 Lê Duẩn", 'href="tel:02838234223"', "07:30–11:30", "Hộ tịch và chứng thực"):
        assert words in html


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-11-23T09:00", "Đang mở cửa"), ("2026-11-23T12:00", "Đang đóng cửa"), ("2026-11-24T09:00", "Đang đóng cửa")],
)
def test_it_says_whether_it_is_open_now(
    client: Client, centre: Unit, monkeypatch: pytest.MonkeyPatch, moment: str, words: str
) -> None:
    at(monkeypatch, moment)
    assert words in client.get("/don-vi/H29.168.9/").content.decode()


def test_days_off_ahead_are_named_with_their_reason(
    client: Client, centre: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-11-23T09:00")
    assert "Ngày Văn hóa Việt Nam" in client.get("/don-vi/H29.168.9/").content.decode()


def test_without_a_hotline_of_its_own_the_citys_is_shown(client: Client, settings: Settings) -> None:
    settings.PORTAL_HOTLINE = "1022"
    unit = make.CentreFactory()
    assert 'href="tel:1022"' in client.get(f"/don-vi/{unit.code}/").content.decode()


def test_a_committee_lists_its_parts_and_leads_back(client: Client, centre: Unit) -> None:
    committee = centre.parent
    assert committee is not None
    assert centre.get_absolute_url() in client.get(committee.get_absolute_url()).content.decode()
    assert committee.get_absolute_url() in client.get(centre.get_absolute_url()).content.decode()


def test_a_unit_that_has_ended_names_its_successors(client: Client, centre: Unit) -> None:
    successor = make.CentreFactory()
    centre.valid_to = dt.date(2026, 7, 1)
    centre.save()
    UnitSuccession.objects.create(predecessor=centre, successor=successor, effective_from=centre.valid_to)
    html = client.get("/don-vi/H29.168.9/").content.decode()
    assert "ngừng hoạt động từ ngày 01/07/2026" in html
    assert successor.get_absolute_url() in html
    assert "Đang mở cửa" not in html


def test_an_unknown_code_is_not_found(client: Client) -> None:
    assert client.get("/don-vi/H29.999/").status_code == 404


def test_each_query_of_the_page(
    client: Client, centre: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Expected: 1 the unit with parents, division and calendar; 2 its counters; 3 its parts; 4 its fields; 5 its duty.

    Warm it asks none. Weekly hours and exceptions are kept in memory from the first look.
    """
    client.get("/don-vi/H29.168.9/")
    page_store.changed()
    with django_assert_num_queries(5):
        client.get("/don-vi/H29.168.9/")
    with django_assert_num_queries(0):
        client.get("/don-vi/H29.168.9/")


def test_every_view_names_its_rule() -> None:
    assert all(hasattr(view, "access_rule") for view in (views.unit_list, views.unit_detail))
