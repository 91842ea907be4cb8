"""The site's pages hold for everybody: no violation by axe, nothing cut off on a phone or at 200 % zoom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page

from portal.errors import server_error
from portal.ui.context_processors import site
from tests.ui.forms import Questionnaire
from tests.ui.stage import Stage

PAGES = ["/", "/huong-dan/", "/tro-nang/", "/du-lieu-ca-nhan/", "/khong-co/"]
WIDTHS = [320, 360, 1280]


def is_cut_off(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_site_pages_hold(stage: Stage, check_axe: Callable[[Page], None], path: str) -> None:
    for width in WIDTHS:
        stage.page.set_viewport_size({"width": width, "height": 740})
        stage.open(path)
        assert not is_cut_off(stage.page)
        check_axe(stage.page)
    assert stage.errors == []


@pytest.mark.parametrize("data", [None, {}])
def test_every_kind_of_field_holds(
    stage: Stage, check_axe: Callable[[Page], None], data: dict[str, str] | None
) -> None:
    request = RequestFactory().get("/cau-hoi")
    context = {"form": Questionnaire(data), "title": "Câu hỏi", "text": "", "action": "Gửi", "back_url": "/"}
    html = render_to_string("components/confirm_page.html", context | site(None))
    stage.answer(request.path, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    for width in WIDTHS:
        stage.page.set_viewport_size({"width": width, "height": 740})
        stage.open(request.path)
        assert not is_cut_off(stage.page)
        check_axe(stage.page)


def test_errors_take_the_focus_and_lead_to_the_field(stage: Stage) -> None:
    context = {"form": Questionnaire({}), "title": "Câu hỏi", "action": "Gửi", "back_url": "/"}
    html = render_to_string("components/confirm_page.html", context)
    stage.answer("/cau-hoi", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    stage.open("/cau-hoi")
    focused = "document.activeElement.className"
    assert stage.page.evaluate(focused) == "govuk-error-summary"
    stage.page.get_by_role("link", name="Ngày sinh").or_(stage.page.locator("a[href='#id_born_0']")).first.click()
    assert stage.page.evaluate("document.activeElement.id") == "id_born_0"


def test_a_broken_page_is_drawn_too(stage: Stage, check_axe: Callable[[Page], None]) -> None:
    html = server_error(RequestFactory().get("/")).content
    stage.answer("/hong", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    stage.open("/hong")
    check_axe(stage.page)
    assert stage.page.get_by_role("heading", level=1).inner_text() == "Hệ thống đang gặp trục trặc"
    assert not is_cut_off(stage.page)
