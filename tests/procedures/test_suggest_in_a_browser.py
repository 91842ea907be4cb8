"""Search from the first letters to the procedure, hands on the keyboard alone, on the live site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.procedures.deciding_world import good

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE, NAME = "1.001193", "Thủ tục đăng ký khai sinh"


def test_a_few_letters_without_accents_lead_to_the_procedure(
    page: Page, live_server: LiveServer, check_widths: Callable[[Page], None]
) -> None:
    good(CODE, name=NAME)
    good("1.000656", name="Thủ tục đăng ký khai tử")
    page.goto(live_server.url)
    field = page.get_by_role("combobox")
    field.focus()

    page.keyboard.type("dang ky khai sin")
    expect(page.get_by_role("option", name=NAME)).to_be_visible()
    check_widths(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text(NAME)
    expect(field).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/thu-tuc/{CODE}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)


def test_enter_on_what_was_typed_searches_for_it(page: Page, live_server: LiveServer) -> None:
    """Nothing is chosen for somebody who chose nothing."""
    good(CODE, name=NAME)
    page.goto(live_server.url)
    page.get_by_role("combobox").focus()

    page.keyboard.type("khai sinh")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    assert "khai" in page.url
