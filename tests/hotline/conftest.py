"""Fixtures of the hotline's tests."""

from __future__ import annotations

import pytest

from tests.dossiers.world import World, given_world


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()
