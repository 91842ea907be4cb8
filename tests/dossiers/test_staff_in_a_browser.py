"""The desks in a real browser: by keyboard, at both widths, without an accessibility violation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, given_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = [360, 1280]


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


def sit_down(page: Page, live_server: LiveServer, user: User, width: int = 1280) -> None:
    """Gives the browser the session of a person."""
    client = Client()
    client.force_login(user)
    page.set_viewport_size({"width": width, "height": 800})
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_desks_have_no_violation_and_fit(
    page: Page, live_server: LiveServer, lasting_world: World, check_widths: Callable[[Page], None]
) -> None:
    dossier = filings.awaiting_signature(lasting_world)
    submitted = filings.submitted(lasting_world)
    visits = [
        (lasting_world.ward.clerk, "/can-bo/"),
        (lasting_world.ward.clerk, f"/can-bo/ho-so/{submitted.code}/"),
        (lasting_world.ward.leader, f"/can-bo/ho-so/{dossier.code}/"),
    ]
    for user, address in visits:
        sit_down(page, live_server, user)
        page.goto(live_server.url + address)
        check_widths(page)


def test_keys_walk_the_list_and_open_a_dossier(page: Page, live_server: LiveServer, lasting_world: World) -> None:
    first, second = filings.submitted(lasting_world), filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/")

    page.keyboard.press("j")
    expect(page.get_by_role("link", name=first.code, exact=True)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=second.code, exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(second.code)
    page.goto(f"{live_server.url}/can-bo/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_clerk_receives_and_goes_on_to_the_next(
    page: Page, live_server: LiveServer, lasting_world: World, check_axe: Callable[[Page], None]
) -> None:
    first, second = filings.submitted(lasting_world), filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/ho-so/{first.code}/")

    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    check_axe(page)
    page.get_by_role("textbox", name="Nhận xét").fill("Rõ")
    page.get_by_role("radio", name="Đạt", exact=True).check()
    page.get_by_role("checkbox", name="Xong thì mở hồ sơ tiếp theo").check()
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()

    expect(page.get_by_text(f"Đã tiếp nhận hồ sơ {first.code}")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.code)


def test_enter_in_a_remark_decides_nothing(page: Page, live_server: LiveServer, lasting_world: World) -> None:
    dossier = filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/")

    page.get_by_role("radio", name="Đạt", exact=True).check()
    page.get_by_role("textbox", name="Nhận xét").fill("Rõ")
    page.get_by_role("textbox", name="Nhận xét").press("Enter")

    expect(page.get_by_text("Đã lưu kết quả kiểm tra.")).to_be_visible()
    assert dossier.events.count() == 1
