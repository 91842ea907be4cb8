"""Suggestions under the search box are walked by keyboard, told to screen readers, and never in the way."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.ui.stage import Stage

URL = "/thu-tuc/goi-y/"
FOUND = [
    {"text": "Thủ tục đăng ký khai sinh", "url": "/thu-tuc/1.001193/"},
    {"text": "Thủ tục đăng ký lại khai sinh", "url": "/thu-tuc/1.004884/"},
]


@pytest.fixture
def box(stage: Stage, db: None) -> Page:
    """The front page before a server that suggests two births, whatever is typed."""
    stage.answer(
        f"{URL}?q=khai%20si",
        lambda route: route.fulfill(body=json.dumps({"suggestions": FOUND}), content_type="application/json"),
    )
    stage.open("/")
    return stage.page


def test_the_keyboard_walks_the_suggestions_and_opens_one(box: Page, stage: Stage) -> None:
    stage.answer(
        "/thu-tuc/1.004884/", lambda route: route.fulfill(body="<h1>Đăng ký lại</h1>", content_type="text/html")
    )
    field = box.get_by_role("combobox")
    field.press_sequentially("khai si")
    expect(box.get_by_role("option")).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(box.get_by_role("status").filter(has_text="Có 2 gợi ý.")).to_have_count(1)

    field.press("ArrowDown")
    field.press("ArrowDown")

    expect(box.get_by_role("option", selected=True)).to_have_text(FOUND[1]["text"])
    expect(field).to_have_attribute("aria-activedescendant", "q-suggestions-1")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(box).to_have_url("http://portal.test/thu-tuc/1.004884/")


def test_escape_closes_and_keeps_what_was_typed(box: Page) -> None:
    field = box.get_by_role("combobox")
    field.press_sequentially("khai si")
    expect(box.get_by_role("option")).to_have_count(2)

    field.press("Escape")

    expect(box.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("khai si")


def test_enter_without_a_choice_searches_as_without_script(box: Page) -> None:
    field = box.get_by_role("combobox")
    field.press_sequentially("khai si")
    expect(box.get_by_role("option")).to_have_count(2)

    field.press("Enter")

    expect(box).to_have_url("http://portal.test/thu-tuc/?q=khai+si")


def test_a_server_that_fails_leaves_a_plain_search(stage: Stage, db: None) -> None:
    def fail(route: Route) -> None:
        route.abort()

    stage.answer(f"{URL}?q=khai%20si", fail)
    stage.open("/")
    field = stage.page.get_by_role("combobox")
    field.press_sequentially("khai si")
    field.press("Enter")

    expect(stage.page).to_have_url("http://portal.test/thu-tuc/?q=khai+si")
    assert stage.errors == []


def test_open_suggestions_have_no_fault_that_axe_finds(box: Page, check_axe: Callable[[Page], None]) -> None:
    box.get_by_role("combobox").press_sequentially("khai si")
    expect(box.get_by_role("option")).to_have_count(2)

    check_axe(box)
