"""The unit pages in a real browser: no accessibility violation, filters survive a reload."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.units import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def centre() -> None:
    """The centre of Sài Gòn ward with a counter."""
    committee = make.CommuneCommitteeFactory(code="H29.168", division=make.WardFactory(code="26740", name="Sài Gòn"))
    unit = make.CentreFactory(code="H29.168.9", parent=committee, address="45 - 47 Lê Duẩn")
    make.CounterFactory(unit=unit)


def test_somebody_finds_the_centre_of_a_ward(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    page.goto(f"{live_server.url}/don-vi/")
    check_axe(page)
    page.get_by_label("Tên hoặc địa chỉ").fill("sai gon")
    page.get_by_label("Phường, xã, đặc khu").select_option(label="Phường Sài Gòn")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.reload()
    assert page.get_by_label("Phường, xã, đặc khu").input_value() == "26740"
    page.get_by_role("link", name="Trung tâm Phục vụ hành chính công").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Trung tâm Phục vụ hành chính công")
    check_axe(page)
