"""Fixtures of the hotline's tests."""

from __future__ import annotations

import pytest

from tests.dossiers.world import World, given_world
from tests.hotline.desk import Desk, given_desk


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def desk(world: World) -> Desk:
    """An operator, a supervisor, and a second leader of the ward."""
    return given_desk(world)
