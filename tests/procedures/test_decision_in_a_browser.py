"""Draft → check → publish in a real browser, by three people; nothing typed is lost when the browser is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from procedures.tasks import publish_due
from tests.procedures.deciding_world import good, make_deciders
from tests.procedures.decision_walk import Look, add, begin, check, decide, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = "1.001193"


def test_a_decision_is_drafted_checked_decided_and_published(
    sit_down: Callable[[User], Page], check_axe: Look, tmp_path: Path
) -> None:
    good(CODE, name="Thủ tục đăng ký khai sinh")
    people = make_deciders()
    address = _draft(sit_down(people.drafter), check_axe)
    check(sit_down(people.checker), check_axe)
    decide(sit_down(people.chair), check_axe, tmp_path)

    publish_due()

    reader = sit_down(people.drafter)
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("Đã công khai lúc")
    check_axe(reader)
    reader.goto(f"/thu-tuc/{CODE}/")
    expect(reader.locator("main")).to_contain_text("Giấy chứng sinh điện tử")
    expect(reader.locator("main")).to_contain_text("77/QĐ-UBND")


def _draft(page: Page, check_axe: Look) -> str:
    """Begin, add by name, mend a paper and a fee, look at the preview, submit; the address of the decision."""
    begin(page, "Về việc công bố thủ tục hành chính lĩnh vực hộ tịch")
    address = add(page, "dang ky khai sinh", CODE, check_axe)
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


def _mend(page: Page, section: str, label: str, words: str, check_axe: Look) -> None:
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
