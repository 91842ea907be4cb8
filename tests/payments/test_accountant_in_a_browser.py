"""The accountant's day in a browser: a statement handed in, money matched by keys, a difference closed, a refund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments import statement_files
from payments.models import Difference, Order, Payment, Refund
from payments.receiving import receive
from portal.accounts.models import User
from tests.payments.books import agree, state_of
from tests.payments.desk import accountant_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from units.models import today_in_vietnam
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = "/can-bo/thu-phi/"


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(user)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def look(page: Page, check_axe: Callable[[Page], None]) -> None:
    """No barrier at the desk, and nothing wider than the screen there and on a phone."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    check_axe(page)


@pytest.mark.usefixtures("undrawn")
def test_a_statement_is_handed_in_matched_reconciled_and_money_goes_back(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None], tmp_path: Path
) -> None:
    # Given two orders; the bank told of one payment that its statement lacks
    account = make_account()
    order, over = place(account, payer_name="Trần Văn Bình"), place(account)
    yesterday = today_in_vietnam() - dt.timedelta(days=1)
    receive(report(over, 70_000, "FT-OVER", occurred_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1)))
    bare = "".join(filter(str.isalnum, order.code))
    rows = [(f"{yesterday:%d/%m/%Y}", "FT-NEW", "", "50.000", f"MB{bare}9 NGUYEN")]
    file = tmp_path / "sao-ke.csv"
    file.write_bytes(table(*rows))
    sign_in(page, live_server, accountant_of(account.unit))
    page.goto(f"{live_server.url}{DESK}")
    look(page, check_axe)

    # When the statement is handed in, first a wrong one
    page.get_by_role("link", name="Sao kê", exact=True).click()
    page.get_by_role("button", name="Tải sao kê lên").first.click()
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Hãy chọn tệp sao kê.").first).to_be_visible()
    look(page, check_axe)
    page.get_by_label("Tệp sao kê").set_input_files(file)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đang chờ máy xử lý")).to_be_visible()
    statement_files.take_waiting()
    expect(page.get_by_text("Đã ghi nhận xong")).to_be_visible()
    look(page, check_axe)

    # Then its money waits at the desk, and two keys give it to its order
    page.get_by_role("link", name="Đến bàn đối chiếu").click()
    look(page, check_axe)
    page.get_by_role("link", name="FT-NEW").click()
    look(page, check_axe)
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name=order.code)).to_be_checked()
    page.keyboard.press("g")
    expect(page.get_by_text(f"Đã ghi tiền vào khoản thu {order.code}")).to_be_visible()
    assert state_of(order) == "paid"
    assert Payment.objects.get(provider_reference="FT-NEW").settled_at is not None

    # And what the statement lacks is owned and closed with a reason
    page.get_by_role("link", name="Đối soát", exact=True).click()
    look(page, check_axe)
    page.get_by_role("link", name="Có sai lệch").click()
    look(page, check_axe)
    page.get_by_role("link", name="FT-OVER").click()
    page.get_by_role("button", name="Tôi nhận xử lý").click()
    look(page, check_axe)
    page.get_by_label("Lý do").fill("Ngân hàng ghi sổ sang ngày sau, đã gọi hỏi")
    page.get_by_role("button", name="Khép lại với lý do này").click()
    expect(page.get_by_text("Đã khép lại sai lệch.")).to_be_visible()
    assert Difference.objects.get().closed_by is not None

    # And what was paid too much goes back, approved by the head of the unit
    page.goto(f"{live_server.url}{DESK}khoan-thu/{over.code}/")
    look(page, check_axe)
    page.get_by_role("button", name="Đề nghị hoàn trả").click()
    page.get_by_label("Số tiền hoàn trả").fill("20.000")
    page.get_by_label("Lý do hoàn trả").fill("Nộp thừa")
    page.get_by_label("Căn cứ pháp lý").fill("Nghị định 82/2023/NĐ-CP")
    look(page, check_axe)
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("người khác duyệt").first).to_be_visible()
    look(page, check_axe)
    refund = Refund.objects.get()
    assert refund.asked_by
    sign_in(page, live_server, accountant_of(account.unit, "Huỳnh Thanh Bình", Role.LEADER))
    page.goto(f"{live_server.url}{DESK}hoan-tra/")
    look(page, check_axe)
    page.get_by_role("link", name=over.code).click()
    page.get_by_role("button", name="Duyệt hoàn trả").click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_text("Tiền chờ chuyển cho người nộp.")).to_be_visible()
    sign_in(page, live_server, refund.asked_by)
    page.reload()
    page.get_by_role("button", name="Đã chuyển tiền").click()
    page.get_by_label("Mã giao dịch hoàn tiền").fill("FT-OUT")
    page.get_by_role("button", name="Ghi đã chuyển").click()
    page.get_by_role("button", name="Tiền đã đến").click()
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Việc hoàn trả đã xong.")).to_be_visible()
    look(page, check_axe)
    assert Order.objects.get(pk=over.pk).refunded_dong == 20_000
    assert agree()
