"""Dossiers through a portal that fails at random and workers that die at random: none lost, none doubled, order right.

`NATIONAL_CHAOS_DOSSIERS` says how many (12 in the suite), `NATIONAL_CHAOS_SEED` repeats a run. Workers die within the
process: their transaction is gone, what the portal wrote is not.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from dossiers import processing, returning
from dossiers.models import Dossier
from dossiers.statuses import Status
from portal.national import proving, reconciling
from portal.national.drivers import registry
from portal.national.drivers.classic import ClassicDriver
from portal.national.models import Difference
from portal.national.simulator.manners import Fault, Manners
from portal.outbox.models import State
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver, steps_here, steps_there

DOSSIERS = int(os.environ.get("NATIONAL_CHAOS_DOSSIERS", "12"))
SEED = int(os.environ.get("NATIONAL_CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
RATES = {
    Fault.DOWN: 0.05,
    Fault.BROKEN: 0.05,
    Fault.FORGETS_SESSION: 0.05,
    Fault.LOSES_ANSWER: 0.1,
    Fault.BUSY: 0.05,
}
DEATHS = 0.05


class Killed(BaseException):
    """A worker dies."""


class Chaos:
    """People who act, and workers that die, at random."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.deaths = world, chance, 0
        self.dossiers: list[Dossier] = []

    def may_die(self) -> None:
        if self.chance.random() < DEATHS:
            self.deaths += 1
            raise Killed

    def act(self) -> None:
        """Somebody files, or somebody does what comes next with a dossier."""
        if len(self.dossiers) < DOSSIERS and self.chance.random() < 0.5:
            self.dossiers.append(filings.submitted(self.world))
        elif self.dossiers:
            self._move(Dossier.objects.get(pk=self.chance.choice(self.dossiers).pk))

    def _move(self, dossier: Dossier) -> None:
        clerk = self.world.ward.clerk
        steps: dict[int, list[Callable[[], Any]]] = {
            Status.SUBMITTED: [lambda: processing.receive(dossier, clerk, filings.all_accepted(dossier))],
            Status.RECEIVED: [lambda: processing.hand_over(dossier, clerk)],
        }
        leave: Callable[[], Any] = lambda: returning.withdraw(dossier, self.world.mother, reason="Thôi.")  # noqa: E731
        if possible := steps.get(dossier.status):
            self.chance.choice([*possible * 3, leave])()

    def work(self) -> None:
        """A round of a worker that may die in it."""
        try:
            deliver()
        except Killed:
            # Its transaction is rolled back; the next round is another worker's.
            registry.driver_for.cache_clear()


@pytest.fixture
def chaos(world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch) -> Chaos:
    """Deaths lie before each call, and between what the portal wrote and our commit."""
    registry.driver_for.cache_clear()
    made = Chaos(world, random.Random(SEED))
    true_call, true_keep = ClassicDriver._call, proving.keep

    def call(self: ClassicDriver, service: str, **content: Any) -> Any:
        made.may_die()
        return true_call(self, service, **content)

    def keep(*arguments: Any, **named: Any) -> None:
        made.may_die()
        true_keep(*arguments, **named)

    monkeypatch.setattr(ClassicDriver, "_call", call)
    monkeypatch.setattr(proving, "keep", keep)
    return made


def test_through_chaos_nothing_is_lost_doubled_or_out_of_order(
    chaos: Chaos, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.services.manners = Manners(rates=RATES, chance=random.Random(SEED + 1))
    while len(chaos.dossiers) < DOSSIERS:
        chaos.act()
        if chaos.chance.random() < 0.3:
            chaos.work()
    for _round in range(2 * DOSSIERS):
        chaos.act()
        chaos.work()

    connected.services.manners = Manners()
    monkeypatch.setattr(Chaos, "may_die", lambda self: None)
    for _round in range(200):
        if not NATIONAL.exclude(state=State.SENT).exists():
            break
        chaos.work()
    check = reconciling.check_all()

    assert check is not None
    found = Counter(Difference.objects.values_list("kind", flat=True))
    calls = sum(connected.services.calls.values())
    events = sum(len(steps_here(dossier)) for dossier in chaos.dossiers)
    print(
        f"\nseed {SEED}: {DOSSIERS} dossiers, {events} steps, {calls} calls, {chaos.deaths} workers died, "
        f"{check.looked} compared, {check.differing} differ {dict(found)}"
    )
    assert not NATIONAL.exclude(state=State.SENT).exists(), f"seed {SEED}"
    assert (check.looked, check.differing) == (DOSSIERS, 0), f"seed {SEED}: {found}"
    assert connected.store.codes() == sorted(dossier.code for dossier in chaos.dossiers)
    for dossier in chaos.dossiers:
        assert steps_there(connected, dossier) == steps_here(dossier), f"seed {SEED}: {dossier.code}"
