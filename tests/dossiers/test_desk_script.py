"""The work list in a browser: rows refresh by themselves without losing anybody's place, a quick look stands beside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.dossiers import filings
from tests.dossiers.test_staff_in_a_browser import WIDTHS, fits, sit_down
from tests.dossiers.world import World, given_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOW = "document.dispatchEvent(new Event('desk-refresh-now'))"


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


def test_new_dossiers_appear_while_typed_text_stays(page: Page, live_server: LiveServer, lasting_world: World) -> None:
    first = filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/")
    page.get_by_role("searchbox").fill("Nguyễn")
    second = filings.submitted(lasting_world)

    page.evaluate(NOW)

    expect(page.get_by_role("link", name=second.code, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=first.code, exact=True)).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("Nguyễn")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_nothing_moves_under_the_hands_of_whoever_stands_in_the_rows(
    page: Page, live_server: LiveServer, lasting_world: World
) -> None:
    first = filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/")
    page.keyboard.press("j")
    second = filings.submitted(lasting_world)

    page.evaluate(NOW)

    expect(page.get_by_role("link", name=first.code, exact=True)).to_be_focused()
    expect(page.get_by_role("link", name=second.code, exact=True)).to_have_count(0)


def test_v_looks_at_the_row_beside_the_list_and_x_picks_it(
    page: Page, live_server: LiveServer, lasting_world: World, check_widths: Callable[[Page], None]
) -> None:
    dossier = filings.awaiting_signature(lasting_world)
    sit_down(page, live_server, lasting_world.ward.leader)
    page.goto(f"{live_server.url}/can-bo/")

    page.keyboard.press("j")
    page.keyboard.press("v")
    page.keyboard.press("x")

    glance = page.get_by_role("complementary")
    expect(glance.get_by_role("button", name="Mở hồ sơ")).to_be_visible()
    expect(page.get_by_role("checkbox", name=dossier.code)).to_be_checked()
    expect(page.get_by_role("link", name=dossier.code, exact=True)).to_be_focused()
    check_widths(page)
    page.get_by_role("button", name="Xem rồi phê duyệt các hồ sơ đã chọn").click()
    check_widths(page)
    page.get_by_role("button", name="Phê duyệt và ký số các hồ sơ đã chọn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả phê duyệt")
    check_widths(page)
    page.goto(f"{live_server.url}/can-bo/tong-quan/")
    check_widths(page)


def test_a_refresh_keeps_the_place_in_a_wide_table(page: Page, live_server: LiveServer, lasting_world: World) -> None:
    filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk, 360)
    page.goto(f"{live_server.url}/can-bo/")
    place = "[document.querySelector('.portal-scroll').scrollLeft, scrollY]"
    page.evaluate("document.querySelector('.portal-scroll').scrollLeft = 140; scrollTo(0, 200)")
    assert page.evaluate(place) == [140, 200]
    second = filings.submitted(lasting_world)

    page.evaluate(NOW)

    expect(page.get_by_role("link", name=second.code, exact=True)).to_have_count(1)
    assert page.evaluate(place) == [140, 200]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_quick_look_is_in_sight_and_closes_where_one_was(
    page: Page, live_server: LiveServer, lasting_world: World, check_axe: Callable[[Page], None], width: int
) -> None:
    """With a list longer than the screen: on a phone it once lay thousands of lines below."""
    for _number in range(9):
        filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk, width)
    page.goto(f"{live_server.url}/can-bo/")
    glance, link = page.get_by_role("complementary"), page.locator("[data-row-link]").nth(1)

    page.locator("[data-glance]").nth(1).click()
    expect(glance.get_by_role("heading", level=2)).to_be_in_viewport()
    expect(link).to_be_in_viewport(ratio=1)
    assert fits(page)
    check_axe(page)
    glance.get_by_role("button", name="Đóng").click()
    expect(glance).to_be_empty()
    expect(link).to_be_focused()

    page.keyboard.press("v")
    expect(glance.get_by_role("button", name="Đóng")).to_be_in_viewport()
    page.keyboard.press("j")
    expect(page.locator("[data-row-link]").nth(2)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(glance).to_be_empty()
    expect(page.locator("[data-row-link]").nth(2)).to_be_focused()
