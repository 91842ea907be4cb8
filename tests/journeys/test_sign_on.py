"""Signing on with the national portal in a browser, and opening a door for another system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test.utils import override_settings
from playwright.sync_api import Page, expect

from portal.accounts.models import AssuranceLevel, User
from portal.outbox.delivery import deliver_due
from tests.accounts.sign_on import provider
from tests.accounts.sign_on.provider import CLIENT, SECRET, TUAN_NUMBER, SignOnServer
from tests.accounts.test_second_factor import SECRET as FACTOR
from tests.accounts.test_second_factor import code_of
from tests.dossiers.world import World
from tests.journeys.browsing import Look, fill, press
from tests.journeys.people import let_in
from tests.journeys.site import Site

pytestmark = pytest.mark.journey
PEOPLE = "Đăng nhập bằng tài khoản Cổng Dịch vụ công quốc gia (mô phỏng)"
STAFF = "Cán bộ, công chức đăng nhập bằng tài khoản định danh"


@pytest.fixture(scope="module")
def national(site: Site) -> Iterator[SignOnServer]:
    """The sign-on server, for the portal at the address that the browser knows."""
    with provider.running() as server:
        server.serve(site.url)
        known = {"NATIONAL_SIGN_ON_URL": server.issuer, "NATIONAL_SIGN_ON_CLIENT": CLIENT}
        with override_settings(**known, NATIONAL_SIGN_ON_SECRET=SECRET, NATIONAL_SIGN_ON_IS_SIMULATED=True):
            yield server


def test_a_citizen_signs_on_and_is_back_where_they_were_going(
    site: Site, national: SignOnServer, new_page: Callable[..., Page], look: Look
) -> None:
    page = new_page()
    page.goto(site.at("/ho-so/"))
    look(page, "sign-on-offered")
    press(page, PEOPLE)
    press(page, "NGUYỄN THỊ NGỌC LAN")
    expect(page).to_have_url(site.at("/ho-so/"))

    page.goto(site.at("/tai-khoan/"))
    expect(page.locator("main")).to_contain_text("Nguyễn Thị Ngọc Lan")
    expect(page.locator("main")).to_contain_text("Đã xác thực bằng tài khoản định danh.")

    national.wish(token="nonce")
    page.context.clear_cookies()
    page.goto(site.at("/tai-khoan/login/?next=/ho-so/"))
    press(page, PEOPLE)
    press(page, "NGUYỄN THỊ NGỌC LAN")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không xác nhận được lần đăng nhập này")
    look(page, "sign-on-refused")


def test_an_officer_signs_on_and_gives_the_code_of_their_second_factor(
    world: World, site: Site, national: SignOnServer, new_page: Callable[..., Page], look: Look
) -> None:
    national.wish()
    officer = world.ward.officer
    officer.set_id_number(TUAN_NUMBER)
    officer.assurance_level = AssuranceLevel.LEVEL_2
    officer.save()
    TOTP.activate(officer, FACTOR)
    page = new_page(is_staff=True)
    page.goto(site.at("/tai-khoan/login/?next=/can-bo/"))
    page.get_by_role("link", name=STAFF).click()
    press(page, "Võ Minh Tuấn")
    fill(page, {"code": code_of()})
    page.locator("main").get_by_role("button").first.click()
    expect(page).to_have_url(site.at("/can-bo/"))
    Authenticator.objects.filter(user=officer).delete()


def test_an_administrator_opens_a_door_tries_it_and_changes_its_secret(
    site: Site, new_page: Callable[..., Page], look: Look
) -> None:
    admin = User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường")
    page = new_page(is_staff=True)
    let_in(page, site, admin)
    page.goto(site.at("/can-bo/ket-noi/noi-nhan/"))
    look(page, "receivers-empty")
    press(page, "Thêm nơi nhận thông báo")
    fill(page, {"url": "https://127.0.0.1/hook"})
    page.get_by_label("Khoản thu đã nộp đủ").check()
    press(page, "Lưu")
    # Our own network is never sent to, and the page says so.
    expect(page.locator(".govuk-error-message")).to_contain_text("máy chủ ngoài mạng nội bộ")
    fill(page, {"url": "https://khong-co.invalid/hook"})
    press(page, "Lưu")
    first = page.locator("[data-secret]").inner_text()

    press(page, "Gửi thử")
    deliver_due(10)
    page.reload()
    expect(page.locator("main")).to_contain_text("Nơi nhận chưa trả lời")
    look(page, "receiver-history")

    press(page, "Đổi khóa ký")
    press(page, "Đổi khóa ký")
    assert page.locator("[data-secret]").inner_text() != first
    look(page, "receiver-new-secret")
    page.reload()
    expect(page.locator("[data-secret]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Khóa cũ còn ký tới")
