"""An incident in a browser: announced, thirty reports linked to it, one answer to all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.kinds import Kind, State
from hotline.models import Ticket
from hotline.tasks import answer_together
from portal.accounts.models import User
from tests.dossiers.world import given_world
from tests.hotline.broadcasts.notices import DESK, TITLE
from tests.hotline.desk import at, fill_answer, given_desk, good
from tests.hotline.tickets import filed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def signed_in(browser: Browser, live_server: LiveServer, user: User, path: str) -> Page:
    """Somebody at work, signed in already: the door itself has its own tests."""
    session = at(user).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{path}")
    return page


def test_an_incident_linked_to_thirty_tickets_is_answered_together(
    browser: Browser, page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    desk = given_desk(given_world())
    for number in range(30):
        filed(kind=Kind.TECHNICAL, content=f"Tôi không trả tiền được, lần {number}.")
    operator = signed_in(browser, live_server, desk.operator, DESK)
    press(operator, "Thông báo mới")
    check_axe(operator)
    operator.get_by_label("Sự cố", exact=True).check()
    told = {"title": TITLE, "text": "Đang sửa.", "title_en": "Payments fail", "text_en": "We are on it."}
    for name, words in told.items():
        operator.locator(f"[name={name}]").fill(words)
    operator.get_by_label("Tôi đã đọc lại").check()
    press(operator, "Thông báo cho mọi người")
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("region", name="Sự cố và bảo trì")).to_contain_text(TITLE)
    check_axe(page)

    check_axe(operator)
    press(operator, "Gắn với sự cố")
    expect(operator.get_by_role("heading", name="Phản ánh gắn với sự cố: 30")).to_be_visible()
    press(operator, "Soạn câu trả lời chung")
    fill_answer(operator, good())
    press(operator, "Trình câu trả lời chung")
    expect(operator.get_by_role("button", name="Duyệt và gửi")).to_have_count(0)
    supervisor = signed_in(browser, live_server, desk.supervisor, operator.url.removeprefix(live_server.url))
    press(supervisor, "Duyệt và gửi")
    press(supervisor, "Duyệt và gửi")
    expect(supervisor.get_by_text("Câu trả lời chung đang được gửi.")).to_be_visible()
    answer_together()  # the worker's round; the page follows by itself
    expect(supervisor.get_by_text("Đã trả lời 30 trên 30")).to_be_visible()
    expect(supervisor.get_by_text("Câu trả lời chung đang được gửi.")).to_have_count(0)
    assert Ticket.objects.filter(state=State.ANSWERED, answers__approved_by=desk.supervisor).count() == 30
