"""A click, a key or a tick that leads to another page is over when that page has been read.

Playwright returns as soon as the next page is committed: it may have no element yet. Assertions of `expect` wait for
what they name, all other looks at the page (a list of texts, a box's value, axe) do not, and met an empty page on a
busy machine.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

#: What people do to one element that may lead them elsewhere.
ACTS = ("click", "press", "check")


def install() -> None:
    """Let these acts of a browser wait for the page they lead to."""
    for name in ACTS:
        setattr(Locator, name, _then_read(getattr(Locator, name)))


def _then_read(act: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(act)
    def done(locator: Locator, *given: Any, **named: Any) -> None:
        act(locator, *given, **named)
        page: Page = locator.page
        if not page.is_closed():
            page.wait_for_load_state()

    return done
