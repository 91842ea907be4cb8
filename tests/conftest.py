"""What every test may ask for: real data, a browser, and an accessibility check."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.db import connections
from django.utils import translation
from hypothesis import settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from portal.commands.system_packages import chromium
from tests import clicking, drawing, emptying, forgetting, hashing, keying, migrating, patching, signing_in, templating
from tests.dossiers import copies
from tests.units.factories import keep_codes_in_order

ROOT = Path(__file__).resolve().parents[1]
#: Rules of WCAG 2.2 A and AA, and axe's best practices, hold on every page.
AXE_OPTIONS = {"resultTypes": ["violations"]}
_AXE = "options => axe.run(options).then(({violations}) => ({violations}))"

# Playwright's sync API runs an event loop in the test's thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# While a loop runs, Django keeps connections apart from those without one: from the first browser on, a test had two.
# The second waited for locks of the first, and the first outlived the suite and held up the removal of its database.
vars(connections)["_connections"] = threading.local()
emptying.install()
clicking.install()
drawing.install()
hashing.install()
keying.install()
migrating.install()
patching.install()
signing_in.install()
templating.install()
# Every run draws other examples: a dozen each time find what a hundred find, some runs later, in an eighth of the time.
# `--hypothesis-profile=thorough` looks deeper. How long one example takes is no concern of a test. No other profile is
# loaded anywhere: it would hold for whatever is collected after it.
settings.register_profile("everyday", max_examples=12, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("everyday")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of large real data (PORTAL_SHARED_DATA, or beside the repository)."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the folder of real data is not here; set PORTAL_SHARED_DATA to it")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Load the large real data first: tests before it leave dead rows and old plans that make it far slower."""
    items.sort(key=lambda item: item.get_closest_marker("realdata") is None)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: modules, and the tests themselves.

    What a test makes, nearly all of it goes with it, without being collected: looking at it half-way took a twentieth
    of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start every test with an empty cache: what one test caches must not reach another."""
    forgetting.forget()
    copies.forget()


@pytest.fixture(autouse=True)
def _codes_in_order() -> None:
    """Start every test where the codes of units ascend, however many units were made before."""
    keep_codes_in_order()


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Leave the language of a page behind: a request's language stays with its thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium; as root it runs without its own sandbox."""
    browser = chromium()
    if browser is None:
        pytest.skip("no Chromium on this machine")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": str(browser),
        "args": [*arguments, "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as somebody in Ho Chi Minh City does."""
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 360, "height": 740},
    }


def _violations(page: Page) -> AxeResults:
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte: once for all widths of a page
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(_AXE, AXE_OPTIONS))


def _steadily(page: Page, look: Callable[[], Any]) -> Any:
    """What a look finds; a page that renews itself (a job's progress) may do so in its midst: it is looked at again."""
    try:
        return look()
    except PlaywrightError as error:
        if "context was destroyed" not in error.message:
            raise
        page.wait_for_load_state()
        return look()


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """Return a check that fails with every accessibility violation axe finds on the page."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        results = _steadily(page, lambda: _violations(page))
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def check_widths(check_axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Return a check of a page as it stands, on a phone and at a desk: no violation, and nothing sticks out.

    The page is neither loaded again nor walked to again for it, and has its width back afterwards.
    """

    def check(page: Page) -> None:
        before = page.viewport_size
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            check_axe(page)
            needed = _steadily(page, lambda: page.evaluate("document.documentElement.scrollWidth"))
            assert needed <= width, page.url
        if before:
            page.set_viewport_size(before)

    return check
