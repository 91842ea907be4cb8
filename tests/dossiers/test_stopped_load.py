"""Rules proved: a load that is stopped loses nothing and writes nothing twice, whoever of its crew was killed."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dossiers import chain
from dossiers.loading import crew, standing
from dossiers.loading.recipes import Plan
from dossiers.loading.writing import Writer
from dossiers.models import Dossier, Event, Party, Task
from tests.dossiers.world import World, given_world

COUNT, CHUNK = 50, 10


def generate(**options: Any) -> None:
    asked = {"dossiers": COUNT, "open_count": 20, "processes": 1, **options}
    call_command("generate_load", verbosity=0, **asked)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five chunks of ten."""
    monkeypatch.setattr(crew, "CHUNK", CHUNK)


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """A world that other processes see, too."""
    return given_world()


def when_writing(monkeypatch: pytest.MonkeyPatch, befalls: Callable[[list[Plan]], None]) -> None:
    """Something befalls the writer within the transaction of each chunk, all rows of it written."""
    true = Writer.write

    def write(self: Writer, plans: list[Plan], mark: Callable[[], None]) -> None:
        def befallen() -> None:
            befalls(plans)
            mark()

        true(self, plans, befallen)

    monkeypatch.setattr(Writer, "write", write)


def fails_at(chunk: int) -> Callable[[list[Plan]], None]:
    begun = iter(range(COUNT))

    def fail(_plans: list[Plan]) -> None:
        if next(begun) == chunk:
            raise OSError("the disk is full")

    return fail


def assert_whole() -> None:
    """All that was asked for, once, with everything that belongs to it."""
    dossiers = list(Dossier.objects.all())
    assert len(dossiers) == len({dossier.code for dossier in dossiers}) == COUNT
    assert [dossier.code for dossier in dossiers if chain.first_broken(dossier) is not None] == []
    assert Party.objects.values("dossier").distinct().count() == Party.objects.count() == COUNT
    assert set(Task.objects.values_list("dossier", flat=True)) == {dossier.pk for dossier in dossiers}
    assert "dossiers_load_under_way" not in connection.introspection.table_names()


def test_what_a_stopped_load_wrote_stays_and_the_chunk_in_hand_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        when_writing(patched, fails_at(2))
        with pytest.raises(OSError, match="disk is full"):
            generate()

    assert Dossier.objects.count() == 2 * CHUNK
    assert Event.objects.values("dossier").distinct().count() == 2 * CHUNK
    assert standing.written() == {0, CHUNK}

    generate()

    assert_whole()


def test_a_stopped_load_goes_on_before_another_begins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        when_writing(patched, fails_at(1))
        with pytest.raises(OSError, match="disk is full"):
            generate(seed=7)

    with pytest.raises(CommandError, match="generate_load --dossiers 50 --open 20 --seed 7"):
        generate(seed=8, force=True)
    assert Dossier.objects.count() == CHUNK

    generate(seed=7)
    assert_whole()


def test_a_load_that_ended_is_not_gone_on_with(world: World) -> None:
    generate()

    with pytest.raises(CommandError, match="--force"):
        generate()

    assert Dossier.objects.count() == COUNT


def test_the_same_chunks_are_drawn_after_a_stop_as_without(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(seed=7)
    straight = Counter(Dossier.objects.values_list("status", "competent_unit", "procedure_version", "channel"))
    newest = Dossier.objects.latest("pk").pk

    with monkeypatch.context() as patched:
        when_writing(patched, fails_at(3))
        with pytest.raises(OSError, match="disk is full"):
            generate(seed=7, force=True)
    generate(seed=7)

    again = Dossier.objects.filter(pk__gt=newest)
    assert Counter(again.values_list("status", "competent_unit", "procedure_version", "channel")) == straight


def test_two_processes_write_what_one_would(lasting_world: World) -> None:
    generate(processes=2)
    assert_whole()
    by_two = Counter(Dossier.objects.values_list("status", "competent_unit", "procedure_version", "channel"))
    newest = Dossier.objects.latest("pk").pk

    generate(processes=1, force=True)

    by_one = Dossier.objects.filter(pk__gt=newest)
    assert Counter(by_one.values_list("status", "competent_unit", "procedure_version", "channel")) == by_two


def test_a_killed_process_is_told_and_the_next_run_writes_its_part(
    lasting_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def killed(plans: list[Plan]) -> None:
        if len(standing.written()) >= 2 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        when_writing(patched, killed)
        with pytest.raises(CommandError, match="Run the same command again"):
            generate(processes=2)
    # Each may have had a chunk in hand when the other wrote the second.
    assert Dossier.objects.count() in (2 * CHUNK, 3 * CHUNK)

    generate(processes=2)

    assert_whole()
