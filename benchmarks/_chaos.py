"""What a chaos run does, small in the suite and large in `bin/bench chaos`.

People act, workers are killed, the other side fails, goes away for two hours and comes back; then both are compared.
Workers are processes of their own and die by SIGKILL. Two hours pass by moving every moment that the outbox waits for.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F

from dossiers.models import Dossier
from portal.commands.bootstrap import ROOT
from portal.national import reading, reconciling
from portal.national.comparing import Identity, steps_of
from portal.national.simulator.manners import Fault, Manners
from portal.national.synchronising import identity_of
from portal.outbox.models import Circuit, OutboxMessage, State

OUTAGE = timedelta(hours=2)
#: Workers are looked after, and woken, so often.
ACTS_TO_WAKE = 7
#: Once nobody acts any more, a worker is killed so often while the storm lasts: longer than it takes to start.
SECONDS_TO_KILL = 20
WAITING = OutboxMessage.objects.filter(channel="national").exclude(state=State.SENT)
Message = dict[str, Any]
Given = TypeVar("Given")


@dataclass
class Figures:
    """What a run was like and what it left behind."""

    dossiers: int = 0
    steps: int = 0
    workers_killed: int = 0
    brokers_killed: int = 0
    databases_restarted: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    compared: int = 0
    differing: int = 0
    waiting: int = 0

    def in_words(self) -> str:
        """All of them in one line."""
        return ", ".join(f"{getattr(self, one.name)} {one.name.replace('_', ' ')}" for one in fields(self))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or out of order, nothing waits, and the reconciliation agrees."""
        return not (self.lost or self.doubled or self.out_of_order or self.differing or self.waiting)


class Workers:
    """Processes that deliver. One that ended, by itself or killed, is replaced when they are tended."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], number: int) -> None:
        self._command, self._environment, self._number = list(command), dict(environment), number
        self._team: list[subprocess.Popen[bytes]] = []
        self.killed = 0

    def tend(self) -> None:
        """Begin as many as are missing."""
        self._team = [one for one in self._team if one.poll() is None]
        while len(self._team) < self._number:
            self._team.append(
                subprocess.Popen(
                    self._command, env=self._environment, cwd=ROOT, start_new_session=True,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip

    def kill_one(self, chance: random.Random) -> None:
        """`kill -9` of one that runs, with all its children."""
        alive = [one for one in self._team if one.poll() is None]
        if alive:
            victim = chance.choice(alive)
            os.killpg(victim.pid, signal.SIGKILL)
            victim.wait()
            self.killed += 1

    def dismiss(self) -> None:
        """End them all."""
        for one in self._team:
            if one.poll() is None:
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        self._team = []


@dataclass
class Course:
    """One run: who acts, who works, how the other side is told to behave, and what happens at which act."""

    acts: Iterator[Callable[[], None]]
    workers: Workers
    behave: Callable[[Manners], None]
    chance: random.Random
    #: Share of the calls at which each fault happens.
    rate: float = 0.05
    #: Acts before a worker is killed, and before a moment of rest for those that work.
    acts_to_kill: int = 40
    wake: Callable[[], None] = lambda: None
    #: Blows (a broker killed, a database restarted) by the act at which they fall.
    blows: dict[int, Callable[[Figures], None]] = field(default_factory=dict)
    patience_seconds: float = 60.0
    figures: Figures = field(default_factory=Figures)

    def run(self) -> Figures:
        """The storm, the outage of two hours, and the calm after it, until nothing waits or patience ends."""
        self.behave(Manners(rates=dict.fromkeys(Fault, self.rate)))
        try:
            self._act_through_the_storm()
            self._go_away()
            self.behave(Manners())
            self._wait_for_all()
        finally:
            self.workers.dismiss()
        self.figures.workers_killed = self.workers.killed
        return self.figures

    def _act_through_the_storm(self) -> None:
        for number, act in enumerate(self.acts, start=1):
            insist(act)
            if number in self.blows:
                self.blows[number](self.figures)
            if number % ACTS_TO_WAKE == 0:
                self._tend()
            if number % self.acts_to_kill == 0:
                time.sleep(0.5)
                self.workers.kill_one(self.chance)
        self._let_the_storm_go_on()

    def _let_the_storm_go_on(self) -> None:
        """Until half of what was told has left: people may be quicker than what carries their words."""
        until, seconds = time.monotonic() + self.patience_seconds / 2, 0
        all_of_them = insist(OutboxMessage.objects.filter(channel="national").count)
        while 2 * insist(WAITING.count) > all_of_them and time.monotonic() < until:
            self._tend()
            time.sleep(1.0)
            insist(lambda: pass_time(timedelta(seconds=10)))
            seconds += 1
            if seconds % SECONDS_TO_KILL == 0:
                self.workers.kill_one(self.chance)

    def _go_away(self) -> None:
        """Nobody answers for two hours: circuits open, everything waits, nobody is blamed."""
        self.behave(Manners(always=frozenset({Fault.DOWN})))
        for _round in range(3):
            self._tend()
            time.sleep(0.5)
        insist(lambda: pass_time(OUTAGE))

    def _wait_for_all(self) -> None:
        until = time.monotonic() + self.patience_seconds
        while insist(WAITING.exists) and time.monotonic() < until:
            self._tend()
            time.sleep(1.0)
            insist(lambda: pass_time(timedelta(minutes=1)))

    def _tend(self) -> None:
        self.workers.tend()
        self.wake()


def pass_time(span: timedelta) -> None:
    """Let so much time pass for whatever the outbox waits for."""
    WAITING.update(next_attempt_at=F("next_attempt_at") - span, created_at=F("created_at") - span)
    Circuit.objects.filter(open_until__isnull=False).update(open_until=F("open_until") - span)


def insist(what: Callable[[], Given], tries: int = 60) -> Given:
    """Do something that the database may be away for: people press the button again."""
    for _try in range(tries):
        try:
            return what()
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(0.5)
    return what()


def compare(figures: Figures, codes: Sequence[str], there: Callable[[str], list[Message]]) -> Figures:
    """Hold our log against what the other side has, dossier by dossier; then let the portal reconcile by itself."""
    figures.waiting = WAITING.count()
    for code in codes:
        [logged] = reading.logged(Dossier.objects.filter(code=code).values_list("pk", flat=True)).values()
        _compare_one(figures, list(steps_of(logged).values()), [identity_of(step) for step in there(code)])
    figures.dossiers = len(codes)
    check = reconciling.check_all()
    if check is not None:
        figures.compared, figures.differing = check.looked, check.differing
    return figures


def _compare_one(figures: Figures, ours: list[Identity], theirs: list[Identity]) -> None:
    missing, extra = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    figures.steps += len(ours)
    figures.lost += missing.total()
    figures.doubled += extra.total()
    figures.out_of_order += not missing and not extra and ours != theirs
