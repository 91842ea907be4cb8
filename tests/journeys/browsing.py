"""What every person of a journey does in a browser: fill in what a page asks, sign in, look at the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, ViewportSize

from tests.journeys.site import Account, Site

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}

Look = Callable[[Page, str], None]
"""Looks at a page that somebody reached; the words name the page."""

_KIND = "element => element.tagName === 'SELECT' ? 'select' : element.type"


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Answers questions by the names of their fields, as a hand would: choose, tick or type."""
    for name, answer in answers.items():
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate(_KIND)
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{answer}"]').check()
        elif kind == "checkbox":
            field.set_checked(bool(answer))
        elif kind == "select":
            field.select_option(answer)
        else:
            field.fill(answer)


def press(page: Page, name: str) -> None:
    """Presses the button or follows the link of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, site: Site, who: Account) -> None:
    """Signs in on the page where the browser is, or from the front page."""
    if "/tai-khoan/" not in page.url:
        page.goto(site.at("/tai-khoan/login/"))
    fill(page, {"login": who.login, "password": who.password})
    press(page.locator("main").page, "Đăng nhập")


def heading(page: Page) -> str:
    """The words of the page's heading."""
    return " ".join(page.get_by_role("heading", level=1).inner_text().split())


def text_of(page: Page) -> str:
    """Everything that can be read on the page."""
    return page.locator("body").inner_text()
