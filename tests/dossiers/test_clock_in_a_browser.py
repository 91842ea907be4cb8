"""The clock in a browser: a supplement that starts it again, an apology, and a day of a calendar that changes late.

At both widths and without an accessibility violation, as officer, leader, administrator and mother see it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.ui import speaking
from tests.dossiers import filings, stages
from tests.dossiers.calendar_changes import FLOOD, administrator
from tests.dossiers.test_staff_in_a_browser import sit_down
from tests.dossiers.world import World, given_world
from tests.journeys.browsing import Look
from tests.journeys.looking import looker
from units import calendars, changing_calendars
from units.models import today_in_vietnam

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


@pytest.fixture
def look(check_axe: Callable[[Page], None]) -> Look:
    """Checks the page at both widths."""
    return looker(check_axe, os.environ.get("PORTAL_PICTURES", ""))


@pytest.fixture
def visit(page: Page, live_server: LiveServer) -> Callable[[User, str], Page]:
    """Opens a page of the site as a person."""

    def go(user: User, address: str) -> Page:
        sit_down(page, live_server, user)
        page.goto(live_server.url + address)
        return page

    return go


Visit = Callable[[User, str], Page]


def unfold_all(page: Page) -> None:
    """Opens every folded part of the page."""
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")


def type_day(page: Page, prefix: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f'[name="{prefix}_{part}"]').fill(str(getattr(day, part)))


def test_after_a_supplement_the_term_starts_again(lasting_world: World, visit: Visit, look: Look) -> None:
    world, dossier = lasting_world, filings.handed_over(lasting_world)
    work, own = f"/can-bo/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/"

    page = visit(world.ward.officer, work)
    page.locator("summary", has_text="Yêu cầu bổ sung").click()
    page.locator('input[name^="pick-paper-"]').first.check()
    page.locator('input[name^="pick-remark-"]').first.fill("Chụp lại cho rõ dấu")
    page.locator('[name="supplement-reason"]').fill("Tên mẹ chưa khớp.")
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    expect(page.locator("main")).to_contain_text("Thời hạn tạm dừng từ")
    look(page, "clock-work-paused")

    page = visit(world.mother, own)
    expect(page.locator("main")).to_contain_text("Khi giấy tờ được bổ sung đủ, thời hạn được tính lại từ đầu.")
    look(page, "clock-owner-paused")
    page.get_by_role("button", name="Nộp bổ sung").click()
    page.locator('input[value="brought"]').first.check()
    page.get_by_role("button", name="Gửi giấy tờ bổ sung").click()

    expect(page.locator("main")).to_contain_text("Đã gửi giấy tờ bổ sung")
    expect(page.locator("main")).to_contain_text("Ngày hẹn trả đã được tính 3 lần")
    unfold_all(page)
    expect(page.locator(".portal-due-changes")).to_contain_text("tính lại từ đầu")
    look(page, "clock-owner-restarted")

    page = visit(world.ward.officer, work)
    page.locator("summary", has_text="Yêu cầu bổ sung").click()
    expect(page.locator("main")).to_contain_text("muốn yêu cầu lần nữa phải được lãnh đạo cho phép")
    look(page, "clock-work-once-only")


def test_an_apology_from_the_officer_over_the_leader_to_the_mother(
    lasting_world: World, visit: Visit, look: Look
) -> None:
    world, dossier = lasting_world, filings.handed_over(lasting_world)
    calendar = calendars.calendar_of(world.ward.committee)
    day = calendar.working_day_from(dossier.due_at.date() + timedelta(days=4))

    page = visit(world.ward.officer, f"/can-bo/ho-so/{dossier.code}/")
    page.get_by_role("link", name="Trình văn bản xin lỗi và hẹn lại").click()
    page.locator('[name="apology-reason"]').fill("Chờ bệnh viện xác minh nơi sinh.")
    type_day(page, "apology-day", today_in_vietnam() - timedelta(days=1))
    page.get_by_role("button", name="Trình văn bản xin lỗi").click()
    expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    look(page, "clock-apology-fault")
    type_day(page, "apology-day", day)
    page.get_by_role("button", name="Trình văn bản xin lỗi").click()
    expect(page.locator("main")).to_contain_text("Đã trình lãnh đạo")

    page = visit(world.ward.leader, f"/can-bo/ho-so/{dossier.code}/")
    page.get_by_role("link", name="Duyệt văn bản xin lỗi").click()
    expect(page.locator("main")).to_contain_text("Chờ bệnh viện xác minh nơi sinh.")
    look(page, "clock-apology-approve")
    page.get_by_role("button", name="Duyệt văn bản xin lỗi").click()
    expect(page.locator("main")).to_contain_text("Đã xin lỗi và hẹn lại")

    page = visit(world.mother, f"/ho-so/{dossier.code}/")
    expect(page.get_by_role("heading", name="Cơ quan giải quyết xin lỗi và hẹn lại")).to_be_visible()
    due = Dossier.objects.get(pk=dossier.pk).due_at
    assert due.date() == day
    expect(page.locator("main")).to_contain_text(speaking.moment(due))
    unfold_all(page)
    look(page, "clock-owner-apology")


def test_a_day_changed_late_is_foreseen_applied_and_told(lasting_world: World, visit: Visit, look: Look) -> None:
    world, dossier = lasting_world, filings.handed_over(lasting_world)
    day = dossier.due_at.date()

    page = visit(administrator(world), "/can-bo/lich-lam-viec/")
    look(page, "calendar-list")
    page.get_by_role("link", name="Giờ hành chính").click()
    type_day(page, "date", day)
    page.locator('[name="reason"]').fill(FLOOD)
    look(page, "calendar-days")
    page.get_by_role("button", name="Xem trước ảnh hưởng").click()
    expect(page.get_by_role("table")).to_contain_text(dossier.code)
    look(page, "calendar-preview")
    page.get_by_role("button", name="Áp dụng thay đổi").click()
    expect(page.get_by_role("heading", name="Đang tính lại")).to_be_visible()
    changing_calendars.apply_waiting()
    expect(page.get_by_role("heading", name="Đã tính lại xong")).to_be_visible(timeout=15_000)
    look(page, "calendar-done")

    page = visit(world.mother, f"/ho-so/{dossier.code}/")
    unfold_all(page)
    expect(page.locator(".portal-days")).to_contain_text(f"Không tính: {FLOOD}")
    look(page, "clock-owner-recounted")


def test_a_leader_allows_one_more_request(lasting_world: World, visit: Visit, look: Look) -> None:
    world = lasting_world
    dossier = stages.answered_once(world)

    page = visit(world.ward.leader, f"/can-bo/ho-so/{dossier.code}/")
    page.get_by_role("link", name="Cho phép yêu cầu bổ sung thêm").click()
    page.get_by_role("button", name="Cho phép yêu cầu bổ sung thêm").click()
    expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    look(page, "clock-allow-fault")
    page.locator('[name="allow-reason"]').fill("Bản mới cũng mờ.")
    page.locator('[name="allow-legal_ground"]').fill("Luật Hộ tịch, Điều 16")
    page.get_by_role("button", name="Cho phép yêu cầu bổ sung thêm").click()
    expect(page.locator("main")).to_contain_text("Đã cho phép yêu cầu bổ sung thêm")

    page = visit(world.ward.clerk, f"/can-bo/ho-so/{dossier.code}/")
    page.locator("summary", has_text="Yêu cầu bổ sung").click()
    expect(page.locator("main")).to_contain_text(f"{world.ward.leader.full_name} đã cho phép")
    look(page, "clock-work-allowed")
