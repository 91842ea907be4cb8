"""Fixtures of the dossiers' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dossiers.world import World, make_world


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return make_world(tmp_path)
