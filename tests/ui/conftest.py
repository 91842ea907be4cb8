from __future__ import annotations

import pytest

from portal.ui import navigation


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> dict[str, navigation.Item]:
    """Empty menus: what the apps registered is out of the way."""
    items: dict[str, navigation.Item] = {}
    monkeypatch.setattr(navigation, "_items", items)
    return items
