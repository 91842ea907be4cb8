"""Fixtures of the benchmarks' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.dossiers.world import World, given_world


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests through the site's own handler keep the test's connection, as Django's test client lets them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
