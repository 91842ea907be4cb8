"""The whole way in a browser: a web ticket, its answer, published, sent back, answered anew, closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.answer_check import AnswerText
from hotline.kinds import State
from hotline.models import Ticket
from portal.accounts.models import User
from tests.dossiers.world import World, given_world
from tests.hotline.desk import fill_answer, given_desk, good
from tests.hotline.tickets import WORDS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, user: User) -> None:
    page.locator("[name=login]").fill(user.email or "")
    page.locator("[name=password]").fill("Mot-Cua-2026")
    page.locator("main button[type=submit]").first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def write_answer(page: Page, text: AnswerText) -> None:
    fill_answer(page, text)
    press(page, "Trình câu trả lời")


@pytest.fixture
def at_work(browser: Browser, live_server: LiveServer) -> Callable[[User, str], Page]:
    """Opens a page of the desk as somebody."""

    def opened(user: User, path: str) -> Page:
        context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{live_server.url}/tai-khoan/login/?next={path}")
        sign_in(page, user)
        page.goto(f"{live_server.url}{path}")
        return page

    return opened


def test_a_web_ticket_is_answered_published_sent_back_and_closed(
    page: Page, live_server: LiveServer, at_work: Callable[[User, str], Page], check_axe: Callable[[Page], None]
) -> None:
    world: World = given_world()
    desk, ward = given_desk(world), world.ward
    page.goto(f"{live_server.url}/phan-anh/")
    check_axe(page)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("[name=proof]")).not_to_have_value("", timeout=30_000)
    check_axe(page)
    page.get_by_label("Hồ sơ bị chậm, bị kéo dài").check()
    page.get_by_label("Nội dung", exact=True).fill(WORDS)
    page.get_by_label("Họ và tên của bạn").fill("Nguyễn Thị Lan")
    page.get_by_label("Số điện thoại").fill("0901 234 567")
    press(page, "Gửi phản ánh")
    expect(page.get_by_role("heading", name="Mã bí mật của bạn")).to_be_visible()
    check_axe(page)
    code = Ticket.objects.get().code
    here = f"/can-bo/duong-day-nong/{code}/"

    operator = at_work(desk.operator, "/can-bo/duong-day-nong/")
    check_axe(operator)
    operator.get_by_role("link", name=code).click()
    check_axe(operator)
    operator.get_by_role("button", name="Chuyển đến cơ quan giải quyết").click()
    operator.get_by_label("Đơn vị giải quyết").fill(ward.committee.code)
    operator.get_by_label("Lý do chuyển").fill("Thuộc thẩm quyền của phường.")
    press(operator, "Chuyển")
    deputy = at_work(desk.deputy, f"{here}tra-loi/")
    check_axe(deputy)
    write_answer(deputy, good(found="Sẽ xem xét theo quy định."))
    expect(deputy.get_by_text("Phần này chưa nói gì cụ thể").first).to_be_visible()
    write_answer(deputy, good())
    supervisor = at_work(desk.supervisor, f"{here}duyet/")
    press(supervisor, "Duyệt và gửi")

    operator.goto(f"{live_server.url}{here}cong-khai/")
    operator.get_by_label("Tôi đã đọc hết").check()
    press(operator, "Công khai")
    page.goto(f"{live_server.url}/phan-anh/cau-tra-loi/?q=giay+chung+sinh")
    page.locator("main .portal-card a").first.click()
    expect(page.get_by_text("chuyển nhầm sang phường Bến Thành")).to_be_visible()
    check_axe(page)

    page.goto(f"{live_server.url}/phan-anh/{code}/")
    expect(page.get_by_text(good().will_do)).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Chưa được, phản ánh lại").click()
    page.get_by_label(re.compile("Câu trả lời còn thiếu")).fill("Vẫn chưa có giấy.")
    press(page, "Gửi lại")
    expect(page.get_by_text("Chuyển lên: Người đứng đầu đơn vị.")).to_be_visible()
    deputy.goto(f"{live_server.url}{here}tra-loi/")
    write_answer(
        deputy,
        good(
            checked="Đã gọi bưu cục và xem sổ phát thư ngày 20/11.",
            found="Bưu tá đến hai lần không gặp người nhận.",
            will_do="Phường trao tận tay gia đình chiều thứ Sáu.",
        ),
    )
    leader = at_work(ward.leader, f"{here}doc-soat/")
    press(leader, "Tôi đã đọc soát")
    supervisor.goto(f"{live_server.url}{here}duyet/")
    press(supervisor, "Duyệt và gửi")
    page.reload()
    page.get_by_role("button", name="Đã giải quyết xong").click()
    press(page, "Đúng, đã được giải quyết")

    expect(page.get_by_text("Phản ánh đã kết thúc. Cảm ơn bạn.")).to_be_visible()
    assert Ticket.objects.get().state == State.CLOSED
    page.goto(f"{live_server.url}/phan-anh/so-lieu/")
    check_axe(page)
