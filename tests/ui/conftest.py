from __future__ import annotations

import pytest
from playwright.sync_api import Page

from portal.ui import navigation
from tests.ui.stage import Stage


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> dict[str, navigation.Item]:
    """Empty menus: what the apps registered is out of the way."""
    items: dict[str, navigation.Item] = {}
    monkeypatch.setattr(navigation, "_items", items)
    return items


@pytest.fixture
def stage(page: Page) -> Stage:
    """A browser before a site that the test plays itself."""
    return Stage(page)
