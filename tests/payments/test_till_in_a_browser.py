"""With the keyboard alone: a clerk opens the shift, takes cash in three keys, prints, counts and hands over."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.counter import shifts
from payments.tasks import draw_receipts
from tests.payments.books import agree, state_of
from tests.payments.till import make_till
from tests.payments.till import page as address


def _look(page: Page, check_axe: Callable[[Page], None], name: str) -> None:
    """Nothing hinders a clerk at the desk, and all is seen at either width; PORTAL_PICTURES names a folder for both."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        if os.environ.get("PORTAL_PICTURES"):
            page.screenshot(path=str(Path(os.environ["PORTAL_PICTURES"]) / f"{name}-{width}.png"), full_page=True)
    check_axe(page)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_clerk_takes_cash_and_closes_the_shift(
    live_server: LiveServer, page: Page, check_axe: Callable[[Page], None], undrawn: None
) -> None:
    # Given a clerk whose last shift is over, and an order that is scanned
    till = make_till()
    shifts.hand_over(shifts.close(till.shift, till.clerk, {200_000: 1}), till.clerk, "NQ-00")
    order, other = till.order(), till.order()
    client = Client()
    client.force_login(till.clerk)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(live_server.url + address("show"))
    _look(page, check_axe, "till-opening")
    page.get_by_label("Tiền đầu ca").fill("200.000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Trong ngăn kéo theo sổ: 200.000 đồng")).to_be_visible()
    _look(page, check_axe, "till")
    # When the code is scanned (a scanner types it and presses Enter), the amount typed, and Enter pressed
    page.keyboard.type(order.code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thu 50.000 đồng")).to_be_visible()
    page.keyboard.type("20.000")
    expect(page.locator("[data-change]")).to_have_text("còn thiếu 30.000 đồng")
    page.keyboard.press("Control+A")
    page.keyboard.type("100.000")
    expect(page.locator("[data-change]")).to_have_text("50.000 đồng")
    _look(page, check_axe, "till-taking")
    page.keyboard.press("Enter")
    # Then the change stands large, the receipt comes by itself, and the next code may be scanned
    expect(page.get_by_text("Trả lại khách 50.000 đồng")).to_be_visible()
    assert state_of(order) == "paid"
    draw_receipts()
    expect(page.get_by_role("link", name="In biên lai")).to_be_visible()
    _look(page, check_axe, "till-taken")
    page.keyboard.type(other.code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thu 50.000 đồng")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Khách đưa vừa đủ")).to_be_visible()
    # When the drawer is counted one note short, the page says so; with the reason the shift closes
    page.goto(live_server.url + address("close"))
    page.locator('[data-note="200000"]').fill("1")
    page.locator('[data-note="10000"]').fill("5")
    expect(page.locator("[data-counted]")).to_have_text("250.000 đồng")
    page.get_by_role("button", name="Đóng ca").click()
    expect(page.get_by_role("alert").get_by_text("Thiếu 50.000 đồng so với sổ")).to_be_visible()
    _look(page, check_axe, "till-closing")
    page.get_by_label("Lý do chênh lệch").fill("Trả thừa một tờ 50.000")
    page.get_by_role("button", name="Đóng ca").click()
    page.get_by_label("Số chứng từ nộp quỹ").fill("NQ-15/2026")
    page.get_by_role("button", name="Đã nộp 250.000 đồng về quỹ").click()
    # Then everything is accounted for
    expect(page.get_by_text("NQ-15/2026")).to_be_visible()
    _look(page, check_axe, "till-shift")
    page.goto(live_server.url + address("shifts"))
    _look(page, check_axe, "till-shifts")
    assert agree()
