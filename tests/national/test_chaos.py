"""Dossiers through a portal that fails at random and workers killed at random: none lost, none doubled, order right.

The same course as `bin/bench chaos` takes with 10,000 dossiers, here with a few, real acts and real worker processes.
`NATIONAL_CHAOS_DOSSIERS` says how many, `NATIONAL_CHAOS_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from benchmarks import _chaos
from benchmarks._chaos import Course, Figures, Workers, compare
from dossiers import processing, returning
from dossiers.models import Dossier
from dossiers.problems import NotAllowedNow
from portal.commands.bootstrap import ROOT
from portal.national.simulator.manners import Manners
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.national.conftest import PASSWORD, USERNAME, Portal

DOSSIERS = int(os.environ.get("NATIONAL_CHAOS_DOSSIERS", "8"))
SEED = int(os.environ.get("NATIONAL_CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)


def acts(world: World, chance: random.Random) -> Iterator[Callable[[], None]]:
    """Filings, and what comes next with dossiers that were filed."""
    filed: list[int] = []

    def file() -> None:
        filed.append(filings.submitted.__wrapped__(world).pk)  # type: ignore[attr-defined]

    def move() -> None:
        dossier, clerk = Dossier.objects.get(pk=chance.choice(filed)), world.ward.clerk
        with suppress(NotAllowedNow):
            if chance.random() < 0.1:
                returning.withdraw(dossier, world.mother, reason="Thôi.")
            elif dossier.received_at is None:
                processing.receive(dossier, clerk, filings.all_accepted(dossier))
            else:
                processing.hand_over(dossier, clerk)

    while len(filed) < DOSSIERS:
        yield move if filed and chance.random() < 0.6 else file


@dataclass(frozen=True)
class Forked:
    """A worker, asked and waited for as a process of our own would be."""

    pid: int

    def poll(self) -> int | None:
        """None while it works."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> None:
        """Until it is gone."""
        while self.poll() is None:
            time.sleep(0.01)


class ForkedWorkers(Workers):
    """Workers that know the portal's code when they begin: one that is killed is killed at its work."""

    def __init__(self, environment: Mapping[str, str], number: int) -> None:
        super().__init__([sys.executable, "-m", "tests.national.forking"], environment, number)
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, text=True, stdin=pipe, stdout=pipe
        )

    def tend(self) -> None:
        """Begin as many as are missing."""
        team: list[Any] = [one for one in self._team if one.poll() is None]
        while len(team) < self._number:
            team.append(Forked(self._forked()))
        self._team = team

    def dismiss(self) -> None:
        """End them all, and the program that forks them."""
        super().dismiss()
        self._program.communicate(timeout=20)

    def _forked(self) -> int:
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write("fork\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


def environment_of(portal: Portal) -> dict[str, str]:
    """What a worker process needs to find the database of the tests and the simulated portal."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    reached = {"NATIONAL_PORTAL_URL": portal.address, "NATIONAL_PORTAL_UNIT": "H29"}
    account = {"NATIONAL_PORTAL_USERNAME": USERNAME, "NATIONAL_PORTAL_PASSWORD": PASSWORD}
    keys = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": address, "LOG_LEVEL": "ERROR"}
    return {**os.environ, **reached, **account, **keys}


@pytest.mark.django_db(transaction=True)
def test_through_chaos_nothing_is_lost_doubled_or_out_of_order(connected: Portal) -> None:
    world, chance = given_world(), random.Random(SEED)
    workers = ForkedWorkers(environment_of(connected), number=1)

    def behave(manners: Manners) -> None:
        OutboxMessage.objects.exclude(channel="national").delete()
        connected.services.manners = manners

    course = Course(acts(world, chance), workers, behave, chance, acts_to_kill=7, patience_seconds=60)
    figures = course.run()
    codes = list(Dossier.objects.order_by("code").values_list("code", flat=True))
    compare(figures, codes, connected.store.steps)

    print(f"\nseed {SEED}: {figures.in_words()}")
    assert figures.is_whole, f"seed {SEED}: {figures.in_words()}"
    assert figures.workers_killed >= 1
    assert (figures.dossiers, figures.compared, connected.store.codes()) == (DOSSIERS, DOSSIERS, codes)


def steps(*names: str) -> list[tuple[str, ...]]:
    return [(name,) for name in names]


@pytest.mark.parametrize(
    ("theirs", "found"),
    [("abc", (0, 0, 0)), ("ab", (1, 0, 0)), ("abcc", (0, 1, 0)), ("acb", (0, 0, 1)), ("abd", (1, 1, 0))],
)
def test_the_comparison_sees_what_is_lost_doubled_and_out_of_order(theirs: str, found: tuple[int, int, int]) -> None:
    figures = Figures()
    _chaos._compare_one(figures, steps(*"abc"), steps(*theirs))
    assert (figures.lost, figures.doubled, figures.out_of_order) == found
    assert figures.is_whole == (theirs == "abc")
    assert "3 steps" in figures.in_words()
