"""On a phone: somebody opens an order, pays by QR, and sees the money arrive without touching the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.receiving import receive
from tests.payments.factories import CHARGE, FEE, place, report


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_page_turns_to_paid_by_itself(
    live_server: LiveServer, page: Page, check_axe: Callable[[Page], None]
) -> None:
    # Given the page of an order on a phone
    order = place(None, FEE, CHARGE)
    page.clock.install()
    page.goto(live_server.url + reverse("payments:order", args=[order.code]))
    expect(page.get_by_role("heading", name="Cần nộp 110.000 đồng")).to_be_visible()
    expect(page.get_by_role("img", name="Mã VietQR")).to_be_visible()
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # When a part of the money comes, then the rest
    receive(report(order, 100_000))
    page.clock.fast_forward(11_000)
    expect(page.get_by_role("heading", name="Cần nộp 10.000 đồng")).to_be_visible()
    receive(report(order, 10_000))
    page.clock.fast_forward(11_000)
    # Then the page says so without being touched
    expect(page.get_by_text("Đã nộp đủ")).to_be_visible()
    expect(page.get_by_role("img", name="Mã VietQR")).to_have_count(0)
    check_axe(page)
