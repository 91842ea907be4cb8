"""Rules proved: a copied stage goes on like a built one, and nothing is copied where building might give another."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from unittest.mock import Mock

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from dossiers import chain, deadlines, processing
from dossiers.models import Dossier
from portal.files import store
from tests.dossiers import filings
from tests.dossiers.copies import built, copied
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, given_world, make_user

pytestmark = pytest.mark.django_db(transaction=True)

Stage = Callable[..., Dossier]


@contextlib.contextmanager
def another_test() -> Iterator[World]:
    """The world in a transaction of its own, as every test gets it."""
    with transaction.atomic():
        yield given_world()
        transaction.set_rollback(True)


def place_of_scan(dossier: Dossier) -> str:
    """Where the file of its only paper lies."""
    upload = dossier.papers.get().upload
    assert upload is not None and upload.stored is not None
    return upload.stored.location


@pytest.fixture
def builds() -> Mock:
    """Is called whenever the stage below is built."""
    return Mock()


@pytest.fixture
def stage(builds: Mock) -> Stage:
    """A stage of this test's own, so that nobody has built it before: just received."""

    def just_received(world: World, **changes: str) -> Dossier:
        builds()
        return filings.received(world, **changes)

    just_received.__qualname__ = str(id(builds))
    return copied(just_received)


def test_a_copy_goes_on_like_what_was_built(stage: Stage, builds: Mock) -> None:
    ends = []
    for _ in range(2):
        with another_test() as world:
            first, second = stage(world), stage(world)
            done = processing.hand_over(second, world.ward.clerk)
            assert chain.first_broken(done) is None
            assert store.get_blob(place_of_scan(first))
            ends.append([(dossier.code, dossier.status, dossier.due_at) for dossier in Dossier.objects.order_by("pk")])
            assert filings.submitted(world).code not in {first.code, second.code}
    assert ends[0] == ends[1]
    assert builds.call_count == 2, "two dossiers, once each"


def test_other_words_make_another_stage(stage: Stage, builds: Mock) -> None:
    for delivery in ("counter", "online"):
        with another_test() as world:
            assert stage(world, result_delivery=delivery).result_delivery == delivery
    assert builds.call_count == 2


@pytest.mark.parametrize("change", ["a row", "code", "a setting", "asked for"])
def test_where_anything_else_was_done_before_it_is_built(
    change: str, stage: Stage, builds: Mock, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with another_test() as world:
        stage(world)
    with another_test() as world, contextlib.ExitStack() as rest:
        if change == "a row":
            make_user("hoa@example.vn", "Lê Thị Hoa")
        elif change == "code":
            monkeypatch.setattr(deadlines, "clock", deadlines.clock)
        elif change == "a setting":
            settings.PORTAL_HOTLINE = "1800"
        else:
            rest.enter_context(built())
        stage(world)
    assert builds.call_count == 2


def test_a_clock_that_stands_elsewhere_makes_another_stage(
    stage: Stage, builds: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour, expected in (("09", 1), ("09", 1), ("16", 2)):
        with another_test() as world:
            stand_at(monkeypatch, at(f"2026-11-23 {hour}:00"))
            assert stage(world).received_at == at(f"2026-11-23 {hour}:00")
        assert builds.call_count == expected
        monkeypatch.undo()


def test_a_stage_whose_file_is_gone_is_built_again(stage: Stage, builds: Mock) -> None:
    with another_test() as world:
        location = place_of_scan(stage(world))
    store.storage().delete(location)
    with another_test() as world:
        assert store.get_blob(place_of_scan(stage(world)))
    assert builds.call_count == 2
