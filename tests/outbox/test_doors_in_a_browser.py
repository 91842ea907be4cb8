"""With a browser: a client registered and changed; a receiver taken up, tried out, given a new secret, told again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.outbox import outside, standard_webhooks
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage
from portal.rest.models import ClientGrant
from portal.simulating.serving import Response, Server
from tests.outbox.test_webhooks import PAID, later

Heard = list[tuple[bytes, dict[str, str]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What was sent to the receiver, with its headers."""
    through, kept = outside.post, Heard()

    def post(address: str, body: bytes, headers: dict[str, str]) -> int:
        kept.append((body, headers))
        return through(address, body, headers)

    monkeypatch.setattr(outside, "post", post)
    return kept


def is_signed(message: tuple[bytes, dict[str, str]], secret: str) -> bool:
    try:
        standard_webhooks.verify(message[0], message[1], [secret], time.time())
    except standard_webhooks.NotAuthentic:
        return False
    return True


def let_in(page: Page, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a dictionary is what it takes


def deliver() -> None:
    later()
    deliver_due(10)


@pytest.mark.django_db(transaction=True)
def test_a_client_and_its_receiver_from_the_first_page_to_the_last_secret(
    live_server: LiveServer,
    page: Page,
    heard: Heard,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    check_axe: Callable[[Page], None],
) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    let_in(page, live_server)
    page.goto(f"{live_server.url}/can-bo/ket-noi/")
    page.get_by_role("button", name="Thêm hệ thống gọi vào").first.click()
    page.get_by_label("Tên hệ thống").fill("Phần mềm của bệnh viện")
    page.get_by_label("dossiers:read").check()
    page.get_by_label("Số lần gọi tối đa trong một phút").fill("90")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("[data-secret]")).to_be_visible()
    expect(page.locator("dl")).to_contain_text("0/90")
    check_axe(page)
    page.reload()
    expect(page.locator("[data-secret]")).to_have_count(0)
    page.get_by_role("button", name="Sửa", exact=True).click()
    page.get_by_label("webhooks:write").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("dl")).to_contain_text("Tự lập nơi nhận thông báo về hồ sơ của mình (webhooks:write)")
    assert ClientGrant.objects.get().scopes == ["dossiers:read", "webhooks:write"]

    with Server({("POST", "/hook"): lambda _request: Response(b"", status=204)}) as receiver:
        _receiver(page, f"{receiver.address}/hook", live_server, heard, check_axe)


def _receiver(
    page: Page, address: str, live_server: LiveServer, heard: Heard, check_axe: Callable[[Page], None]
) -> None:
    page.goto(f"{live_server.url}/can-bo/ket-noi/noi-nhan/moi/")
    page.get_by_label("Địa chỉ nhận").fill("http://example.vn/hook")
    page.get_by_label(PAID).check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("cần https")
    expect(page.get_by_label("Địa chỉ nhận")).to_have_value("http://example.vn/hook")
    page.get_by_label("Địa chỉ nhận").fill(address)
    page.get_by_role("button", name="Lưu").click()
    first = page.locator("[data-secret]").inner_text()

    page.get_by_role("button", name="Gửi thử").click()
    expect(page.locator("table")).to_contain_text("Đang chờ gửi")
    deliver()
    page.reload()
    expect(page.locator("table")).to_contain_text("Đã gửi")
    assert (json.loads(heard[0][0])["type"], is_signed(heard[0], first)) == ("webhook.test", True)

    page.get_by_role("button", name="Đổi khóa ký").click()
    page.get_by_role("button", name="Đổi khóa ký").click()
    second = page.locator("[data-secret]").inner_text()
    expect(page.locator("dl")).to_contain_text("Khóa cũ còn ký tới")

    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("link", name="Gửi lại nhiều thông báo").click()
    check_axe(page)
    written = OutboxMessage.objects.get().created_at.astimezone()
    for name, value in zip(("Ngày", "Tháng", "Năm"), (written.day, written.month, written.year), strict=True):
        page.get_by_label(name, exact=True).first.fill(str(value))
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("main")).to_contain_text("Đang gửi lại 1 thông báo")
    deliver()
    assert [is_signed(heard[1], secret) for secret in (first, second)] == [True, True]
    assert heard[0][1][standard_webhooks.ID] == heard[1][1][standard_webhooks.ID]
    check_axe(page)
