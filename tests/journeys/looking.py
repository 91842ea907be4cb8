"""Looking at a page as two readers do, one with a phone and one at a desk; pictures of it for whoever wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browsing import DESK, PHONE, Look

_STICKING_OUT = """[...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(element => element.outerHTML.slice(0, 120))"""


def looker(check_axe: Callable[[Page], None], pictures: str = "") -> Look:
    """A look that fails on any violation of WCAG 2.2 AA or axe's best practices, and on what is wider than the screen.

    Both widths are looked at; axe, which takes half a second, goes over the page once, as its reader has it: tests of
    single pages let it go over both (`check_widths`). `pictures` names a folder for a picture of every page at both
    widths; empty for none.
    """

    def check(page: Page, name: str) -> None:
        before = page.viewport_size
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            if pictures:
                page.screenshot(path=Path(pictures) / f"{name}-{size['width']}.png", full_page=True)
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is {wide} pixels wider than {size['width']}: {page.evaluate(_STICKING_OUT)}"
        page.set_viewport_size(before or PHONE)
        check_axe(page)

    return check
