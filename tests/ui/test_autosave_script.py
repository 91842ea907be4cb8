"""Nothing typed is lost: forms save themselves, say so, and keep a copy while the server is out of reach."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Route, expect

from tests.ui.stage import Stage

SAVE = "/luu"
COPY = "localStorage.getItem('draft:/luu')"


def form(value: str = "") -> str:
    mark = render_to_string("components/saved_mark.html", {})
    return (
        f'<main><h1>Khai</h1><form method="post" action="/gui" data-autosave-url="{SAVE}">{mark}'
        '<input type="hidden" name="csrfmiddlewaretoken" value="abc">'
        f'<label for="name">Họ tên</label><input id="name" name="name" value="{value}">'
        '<label for="file">Tệp</label><input id="file" name="file" type="file"><button>Gửi</button></form></main>'
    )


def accept(route: Route) -> None:
    route.fulfill(status=204)


@pytest.fixture
def saving(stage: Stage) -> Stage:
    stage.answer(SAVE, accept)
    stage.show(form(), "autosave.js")
    return stage


def test_what_is_typed_is_saved_soon_and_said(saving: Stage) -> None:
    saving.page.fill("#name", "Nguyễn Thị Ánh")
    expect(saving.page.get_by_role("status")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    [body] = saving.bodies(SAVE)
    assert "Nguyễn Thị Ánh" in body
    assert 'name="csrfmiddlewaretoken"' in body
    assert 'name="file"' not in body
    assert saving.sent[0].headers["x-requested-with"] == "autosave"


def test_nothing_changed_is_nothing_sent(saving: Stage) -> None:
    saving.page.fill("#name", "A")
    saving.page.fill("#name", "")
    saving.page.wait_for_timeout(2000)
    assert saving.sent == []


def test_leaving_the_page_at_once_still_sends_it(saving: Stage) -> None:
    saving.page.fill("#name", "Vội")
    # The event alone: Playwright does not see what a page sends while it is being left.
    saving.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    saving.page.wait_for_timeout(300)
    assert any("Vội" in body for body in saving.bodies(SAVE))


def test_while_the_server_is_away_a_copy_stays_and_is_offered_never_forced(stage: Stage) -> None:
    stage.answer(SAVE, lambda route: route.abort())
    stage.show(form(), "autosave.js")
    stage.page.fill("#name", "Giữ lại")
    expect(stage.page.get_by_role("status")).to_contain_text("Chưa lưu được")
    assert "Giữ lại" in stage.page.evaluate(COPY)
    assert "csrfmiddlewaretoken" not in stage.page.evaluate(COPY)

    stage.answer(SAVE, accept)
    stage.page.once("dialog", lambda dialog: dialog.accept())
    stage.page.reload()
    expect(stage.page.locator("#name")).to_have_value("")
    stage.page.get_by_role("button", name="Lấy lại").click()
    expect(stage.page.locator("#name")).to_have_value("Giữ lại")
    expect(stage.page.get_by_role("status")).to_contain_text("Đã lưu lúc")
    assert stage.page.evaluate(COPY) is None


def test_a_session_that_ended_is_not_taken_for_saved(stage: Stage) -> None:
    stage.answer(SAVE, lambda route: route.fulfill(status=403, body=""))
    stage.show(form(), "autosave.js")
    stage.page.fill("#name", "Hết phiên")
    expect(stage.page.get_by_role("status")).to_contain_text("Chưa lưu được")


def test_a_copy_can_be_thrown_away(saving: Stage) -> None:
    saving.page.evaluate("localStorage.setItem('draft:/luu', JSON.stringify([['name', 'Cũ']]))")
    saving.page.reload()
    saving.page.get_by_role("button", name="Bỏ đi").click()
    assert saving.page.evaluate(COPY) is None
    expect(saving.page.locator("#name")).to_have_value("")
