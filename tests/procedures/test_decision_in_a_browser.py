"""Draft → check → publish in a real browser, by three people; nothing typed is lost when the browser is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from procedures.tasks import publish_due
from tests.procedures.deciding_world import PDF, good, make_deciders

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = "1.001193"


@pytest.fixture
def sit_down(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[[User], Page]:
    """Opens a browser with the session of a person."""

    def sit(user: User) -> Page:
        client = Client()
        client.force_login(user)
        context = new_context(base_url=live_server.url)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 800})
        return page

    return sit


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_a_decision_is_drafted_checked_decided_and_published(
    live_server: LiveServer, sit_down: Callable[[User], Page], check_axe: Callable[[Page], None], tmp_path: Path
) -> None:
    good(CODE, name="Thủ tục đăng ký khai sinh")
    people = make_deciders()
    address = _draft(sit_down(people.drafter), check_axe)
    _check(sit_down(people.checker), check_axe)
    _decide(sit_down(people.chair), check_axe, tmp_path)

    publish_due()

    reader = sit_down(people.drafter)
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("Đã công khai lúc")
    check_axe(reader)
    reader.goto(f"/thu-tuc/{CODE}/")
    expect(reader.locator("main")).to_contain_text("Giấy chứng sinh điện tử")
    expect(reader.locator("main")).to_contain_text("77/QĐ-UBND")


def _draft(page: Page, check_axe: Callable[[Page], None]) -> str:
    """Begin, add by name, mend a paper and a fee, look at the preview, submit; the address of the decision."""
    page.goto("/cong-khai/")
    page.get_by_role("button", name="Soạn quyết định mới").click()
    page.get_by_label("Trích yếu").fill("Về việc công bố thủ tục hành chính lĩnh vực hộ tịch")
    press(page, "Tạo dự thảo")
    page.get_by_label("Tìm theo tên hoặc mã thủ tục").fill("dang ky khai sinh")
    press(page, "Tìm")
    page.get_by_label(CODE).check()
    check_axe(page)
    press(page, "Thêm vào quyết định")
    address = page.url
    page.get_by_role("link", name=CODE).click()
    check_axe(page)
    _mend(page, "Thành phần hồ sơ", "Tên giấy tờ", "Giấy chứng sinh điện tử", check_axe)
    _mend(page, "Phí, lệ phí", "Căn cứ", "Nghị quyết 124/2016/NQ-HĐND", check_axe)
    page.get_by_role("link", name="Xem trước như người dân thấy").click()
    expect(page.locator("main")).to_contain_text("Giấy chứng sinh điện tử")
    page.goto(address)
    page.get_by_role("button", name="Kiểm tra và trình").click()
    check_axe(page)
    press(page, "Trình kiểm tra")
    expect(page.locator("main")).to_contain_text("Đã trình dự thảo")
    return address


def _mend(page: Page, section: str, label: str, words: str, check_axe: Callable[[Page], None]) -> None:
    """Write in a section; the browser is closed before saving, and opened again."""
    page.get_by_role("link", name=section).click()
    check_axe(page)
    page.get_by_label(label).first.fill(words)
    expect(page.locator("[data-saved-mark]")).to_contain_text("Đã lưu lúc")
    here = page.url
    page.goto("about:blank")
    page.goto(here)
    expect(page.get_by_label(label).first).to_have_value(words)
    press(page, "Lưu mục này")
    expect(page.locator("main")).to_contain_text("Đã lưu mục")


def _check(page: Page, check_axe: Callable[[Page], None]) -> None:
    """The Office finds it waiting and confirms."""
    page.goto("/cong-khai/")
    check_axe(page)
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Kiểm tra chất lượng").click()
    expect(page.locator("main")).to_contain_text("Không còn lỗi phải sửa.")
    check_axe(page)
    press(page, "Xác nhận đạt")
    expect(page.locator("main")).to_contain_text("chờ quyết định của Chủ tịch")


def _decide(page: Page, check_axe: Callable[[Page], None], tmp_path: Path) -> None:
    """The Chair's leader records number, days and the signed copy."""
    file = tmp_path / "quyet-dinh.pdf"
    file.write_bytes(PDF)
    page.goto("/cong-khai/")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    page.get_by_label("Số quyết định").fill("77/QĐ-UBND")
    today = timezone.localdate()
    for name in ("signed_on", "effective_on"):
        for part in ("day", "month", "year"):
            page.locator(f'[name="{name}_{part}"]').fill(str(getattr(today, part)))
    page.locator('[name="signed_copy"]').set_input_files(file)
    check_axe(page)
    press(page, "Ghi nhận và hẹn công khai")
    # the file carries no digital signature: the chair is told, compares it with the paper, and says so
    expect(page.locator("main")).to_contain_text("Tệp chưa được ký số")
    check_axe(page)
    page.get_by_label("Tôi đã đối chiếu tệp này với bản giấy đã ký").check()
    press(page, "Ghi nhận và hẹn công khai")
    expect(page.locator("main")).to_contain_text("Đã ghi nhận quyết định.")
