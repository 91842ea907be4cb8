"""The large chaos run inside its own servers.

Invented dossiers stand in the database beforehand. Their events are told one by one, in the order of each dossier and
across all of them at random, as if they happened now.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from benchmarks import _national
from benchmarks._chaos import Course, Figures, Workers, compare
from dossiers.models import Dossier, Event
from portal.commands import postgres, processes, valkey
from portal.national.simulator.manners import Manners
from portal.national.simulator.store import Store
from portal.national.telling import tell_event
from portal.national.told import Told, told_of
from portal.outbox import waking

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

SEED = _national.size_of("NATIONAL_CHAOS_SEED", 7)
WORKERS, PER_TELLING = 2, 10


def through_chaos(told: dict[str, str], store: Path) -> tuple[Figures, float]:
    """The figures of the run and its seconds, without what came before and the comparing."""
    # The beat below is the only one who calls.
    waking.broker_rest.seconds = 1e9
    waking.broker_rest.start()
    codes, acts = _tellings(random.Random(SEED))
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "portal", "worker", "--concurrency", "1"]
    celery += ["--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    number = len(acts)
    course = Course(
        iter(acts), Workers(celery, told, WORKERS), partial(_behave, told), random.Random(SEED),
        rate=0.03, acts_to_kill=max(40, number // 15), wake=_wake, patience_seconds=3600,
        blows={number // 4: _kill_broker, number // 2: _restart_database, number * 3 // 4: _kill_broker},
    )  # fmt: skip
    start = time.monotonic()
    course.run()
    seconds = time.monotonic() - start
    with closing(Store(store)) as kept:
        return compare(course.figures, codes, kept.steps), seconds


def _tellings(chance: random.Random) -> tuple[list[str], list[Callable[[], None]]]:
    """The codes, and what people do: some events of some dossiers each, every dossier in its order."""
    events: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    told = Dossier.objects.order_by("pk").values("pk")[: _national.size_of("NATIONAL_CHAOS_DOSSIERS", 10_000)]
    events_of = Event.objects.filter(dossier__in=told).order_by("dossier", "sequence")
    rows = events_of.values_list("dossier", "dossier__code", "sequence", "action")
    for dossier, code, sequence, action in rows.iterator():
        if told_of(action) != Told.NOTHING:
            events[dossier].append((dossier, code, sequence))
    turns = [dossier for dossier, own in events.items() for _event in own]
    chance.shuffle(turns)
    following = {dossier: iter(own) for dossier, own in events.items()}
    order = [next(following[dossier]) for dossier in turns]
    codes = sorted({code for _dossier, code, _sequence in order})
    parts = [order[start : start + PER_TELLING] for start in range(0, len(order), PER_TELLING)]
    return codes, [partial(_tell, part) for part in parts]


def _tell(events: list[tuple[int, str, int]]) -> None:
    with transaction.atomic():
        for event in events:
            tell_event(*event)


def _wake() -> None:
    """What beat does every five seconds."""
    with suppress(OperationalError, OSError):
        current_app.send_task("outbox.deliver", expires=5, retry=False)
        current_app.send_task("outbox.deliver", expires=5, retry=False)


def _behave(told: dict[str, str], manners: Manners) -> None:
    rates = set(manners.rates.values())
    share = {"share": 100 * rates.pop()} if rates else {}
    _national.behave(told, **share, **{str(fault): "on" for fault in {*manners.rates, *manners.always}})


def _kill_broker(figures: Figures) -> None:
    found = processes.process_in(valkey._pid_file(), "valkey")
    if found is not None:
        found.send_signal(signal.SIGKILL)
        figures.brokers_killed += 1
        time.sleep(1)
    valkey.start()


def _restart_database(figures: Figures) -> None:
    postgres.shut_down()
    time.sleep(1)
    postgres.start()
    figures.databases_restarted += 1
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()
