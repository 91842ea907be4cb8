"""On a phone: a mother files, pays by QR or on the platform, sees the money arrive, and her dossier goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import drafts
from dossiers.models import Dossier
from dossiers.statuses import Status
from payments import platform_paying
from payments.national_platform import Partner
from payments.simulators.bank import SimulatedBank
from payments.simulators.platform import SimulatedPlatform
from portal.simulating.serving import Server
from tests.dossiers.desk import full_draft
from tests.dossiers.paying import COPIES, account_of
from tests.dossiers.test_staff_in_a_browser import fits, sit_down
from tests.dossiers.world import World, given_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PARTNER = Partner("H29", "test-secret-shared-with-a-platform-that-is-none")
BANK_SECRET = "test-secret-shared-with-a-bank-that-is-none"


@dataclass
class Money:
    """A bank and a platform on this machine, that tell the site what was paid."""

    bank: SimulatedBank
    platform: SimulatedPlatform


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


@pytest.fixture
def money(live_server: LiveServer, settings: LazySettings) -> Iterator[Money]:
    """Both simulators, as `bin/serve` starts them in a demonstration."""
    at = live_server.url
    bank = SimulatedBank(at + reverse("providers:bank-notices"), BANK_SECRET, retries=(0.05, 0.2))
    notify, back = at + reverse("providers:platform-notices"), at + reverse("payments:back")
    platform = SimulatedPlatform(notify, PARTNER, back, retries=(0.05, 0.2))
    with ExitStack() as stack:
        settings.SIMULATED_BANK_URL = stack.enter_context(Server(bank.routes())).address
        platform.address = settings.PAYMENT_PLATFORM_URL = stack.enter_context(Server(platform.routes())).address
        yield Money(bank, platform)
        bank.teller.end()
        platform.teller.end()


@pytest.fixture
def on_the_order(
    lasting_world: World, live_server: LiveServer, page: Page, check_axe: Callable[[Page], None]
) -> Callable[[], Page]:
    """The mother sends her filing on a phone and opens what is to be paid."""

    def go() -> Page:
        account_of(lasting_world)
        draft = full_draft(lasting_world)
        drafts.save_section(draft, "form", dict(COPIES))
        sit_down(page, live_server, lasting_world.mother, width=360)
        page.goto(live_server.url + reverse("dossiers:draft-check", args=[draft.public_id]))
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Gửi hồ sơ").click()
        expect(page.get_by_role("heading", name="Cần nộp 16.000 đồng")).to_be_visible()
        check_axe(page)
        assert fits(page)
        page.get_by_role("button", name="Nộp tiền").click()
        expect(page.get_by_role("heading", name="Cần nộp 16.000 đồng")).to_be_visible()
        return page

    return go


def expect_gone_on(page: Page) -> None:
    """The dossier waits for nobody but the counter."""
    page.get_by_role("link", name="Trở lại hồ sơ").click()
    expect(page.get_by_text("Đã nhận đủ phí, lệ phí")).to_be_visible()
    expect(page.get_by_text("đang chờ Trung tâm Phục vụ hành chính công phường Sài Gòn kiểm tra").first).to_be_visible()
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_paid_by_qr_the_money_is_seen_to_arrive_and_the_dossier_goes_on(
    money: Money, on_the_order: Callable[[], Page], check_axe: Callable[[Page], None]
) -> None:
    page = on_the_order()
    expect(page.get_by_role("img", name="Mã VietQR")).to_be_visible()
    check_axe(page)
    assert fits(page)
    # When she pays in the app of her bank, and leaves the page alone
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Mở ứng dụng ngân hàng mô phỏng").click()
    opened.value.get_by_role("button", name="Chuyển tiền").click()
    expect(opened.value.get_by_text("Đã chuyển tiền")).to_be_visible()
    opened.value.close()
    # Then the page turns by itself
    expect(page.get_by_text("Bạn không phải nộp thêm gì.")).to_be_visible(timeout=25_000)
    check_axe(page)
    expect_gone_on(page)


def test_on_the_national_platform_and_back(
    money: Money, on_the_order: Callable[[], Page], check_axe: Callable[[Page], None]
) -> None:
    page = on_the_order()
    page.get_by_role("button", name="Nộp bằng thẻ hoặc ví trên Cổng quốc gia").click()
    expect(page.get_by_role("heading", name="Đang mở trang thanh toán")).to_be_visible()
    check_axe(page)
    assert fits(page)
    # When the worker has begun it, the page goes on by itself
    assert platform_paying.begin_waiting() == 1
    page.get_by_role("button", name="Thanh toán").click(timeout=25_000)
    # Then she is back where she came from, and it is paid
    expect(page.get_by_text("Bạn không phải nộp thêm gì.")).to_be_visible(timeout=25_000)
    check_axe(page)
    expect_gone_on(page)
