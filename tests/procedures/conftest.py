"""A browser for each person of a decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.procedures.decision_walk import seated


@pytest.fixture
def sit_down(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[[User], Page]:
    """Opens a browser with the session of a person."""
    return lambda user: seated(new_context, live_server, user)
