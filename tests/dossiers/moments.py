"""Moments in Ho Chi Minh City for tests, and a clock that stands at one of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from units.working_time import VIETNAM


def at(text: str) -> datetime:
    """`2026-11-23 15:00` in Ho Chi Minh City, aware."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def stand_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Lets `timezone.now()` (and with it `localdate`) say this moment until the test ends."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
