"""Fixtures of the dossiers' tests."""

from __future__ import annotations

import pytest

from dossiers import papermaking
from tests.dossiers import stages
from tests.dossiers.asked import Office, building, justice
from tests.dossiers.world import World, given_world


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def law(world: World) -> Office:
    """The Department of Justice, which may be asked."""
    return justice(world)


@pytest.fixture
def works(world: World) -> Office:
    """The Department of Construction, which may be asked."""
    return building(world)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker makes every document, but as a tiny PDF: drawing and signing take seconds and are proved elsewhere."""
    monkeypatch.setattr(papermaking, "MAKERS", dict.fromkeys(papermaking.MAKERS, stages.undrawn_paper))
