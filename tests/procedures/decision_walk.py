"""What three people do with a decision in their browsers: draft it, check it, record what the Chair decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.procedures.deciding_world import PDF

Look = Callable[[Page], None]
DESK: ViewportSize = {"width": 1280, "height": 800}


def seated(new_context: Callable[..., BrowserContext], live_server: LiveServer, user: User) -> Page:
    """A browser of its own with the session of a person."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context = new_context(base_url=live_server.url)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size(DESK)
    return page


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page, title: str) -> None:
    """Begin a draft."""
    page.goto("/cong-khai/")
    page.get_by_role("button", name="Soạn quyết định mới").click()
    page.get_by_label("Trích yếu").fill(title)
    press(page, "Tạo dự thảo")


def add(page: Page, words: str, code: str, check_axe: Look) -> str:
    """Add a procedure that is found by words; the address of the decision."""
    page.get_by_label("Tìm theo tên hoặc mã thủ tục").fill(words)
    press(page, "Tìm")
    page.get_by_label(code).check()
    check_axe(page)
    press(page, "Thêm vào quyết định")
    return page.url


def check(page: Page, check_axe: Look) -> None:
    """The Office finds it waiting and confirms."""
    page.goto("/cong-khai/")
    check_axe(page)
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Kiểm tra chất lượng").click()
    expect(page.locator("main")).to_contain_text("Không còn lỗi phải sửa.")
    check_axe(page)
    press(page, "Xác nhận đạt")
    expect(page.locator("main")).to_contain_text("chờ quyết định của Chủ tịch")


def decide(page: Page, check_axe: Look, tmp_path: Path) -> None:
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
