"""The benchmark of taking over an old system takes all sound rows over and finds every fault that it put in."""

from __future__ import annotations

import pytest

from benchmarks import import_old
from dossiers.models import Dossier, InheritedFile
from portal.accounts.models import User
from tests.dossiers.world import World


def test_a_small_run_takes_over_what_is_sound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    users = User.objects.count()
    monkeypatch.setattr(import_old, "DOSSIERS", 40)
    monkeypatch.setattr(import_old, "BAD_EVERY", 10)

    found = import_old.measured()

    assert (found["here"], found["agrees"], found["faulty"]) == (36, True, 4)
    assert (Dossier.objects.count(), InheritedFile.objects.count()) == (36, 12)
    assert User.objects.count() == users + 20
