"""Draining what waits for the national portal, by worker processes against one that answers after 50 ms.

The messages are of as many dossiers, each told for the first time: its state and its step, two calls. One queue is
drained by one worker, then two, then four, each for its share. Two references, both a bare loop of urllib3 in one
process with as many connections as a worker has lanes: one makes the very calls of one message, the other carries as
many messages in a call as a worker does, which is all that the other side allows. `BENCH_OUTBOX` takes another number.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings
from django.db import transaction

from benchmarks import _loaded, _national
from dossiers.models import Dossier
from portal.commands.measurement import Measurement
from portal.national.models import KeptExchange
from portal.national.telling import tell_event
from portal.outbox import waking
from portal.outbox.models import OutboxMessage, State

MESSAGES = _national.size_of("BENCH_OUTBOX", 100_000)
LATENCY_SECONDS = 0.05
TEAMS = (1, 2, 4)
REFERENCE = "bare urllib3 loop, as many connections, a message a call"
CARRYING = "bare urllib3 loop, as many connections and messages a call"
_WAITING = OutboxMessage.objects.filter(channel="national", state=State.WAITING)
_PART = 500


def run() -> Iterator[Measurement]:
    """Messages a second of each team, beside the loop's and beside one worker's."""
    with tempfile.TemporaryDirectory() as folder, _loaded.province("bench_outbox") as environment:
        _loaded.fill(environment, MESSAGES, MESSAGES // 10)
        with _national.simulator(environment, Path(folder) / "there.sqlite3") as told:
            _national.behave(told, latency=LATENCY_SECONDS)
            _loaded.ask(told, "outbox_drain", "queue")
            rates = _drained(told)
            ceilings = {
                REFERENCE: float(_loaded.ask(told, "outbox_drain", "bare_loop")),
                CARRYING: float(_loaded.ask(told, "outbox_drain", "carrying_loop")),
            }
    for reference, ceiling in ceilings.items():
        yield Measurement(f"outbox: {reference}", round(ceiling, 1), "messages/s")
        yield Measurement("outbox: 1 worker", round(rates[1], 1), "messages/s", round(rates[1] / ceiling, 3), reference)
    for team in TEAMS[1:]:
        scaling = rates[team] / rates[1] / team
        yield Measurement(
            f"outbox: {team} workers", round(rates[team], 1), "messages/s", round(scaling, 3), "as many × 1"
        )


def _drained(environment: _loaded.Environment) -> dict[int, float]:
    """Messages a second by the number of workers; each team has a share of the queue by its size."""
    rates, before = {}, int(_loaded.ask(environment, "outbox_drain", "waiting"))
    for place, team in enumerate(TEAMS):
        share = before if place == len(TEAMS) - 1 else before * team // sum(TEAMS[place:])
        rates[team] = _rate(environment, team, before - share)
        before -= share
    return rates


def _rate(environment: _loaded.Environment, team: int, until: int) -> float:
    """From the first message that left to the one at which so many wait still: starting a process is no delivery."""
    workers = [_national.worker(environment, "--forever") for _number in range(team)]
    watcher = _loaded.ask(environment, "outbox_drain", "watch", str(until))
    for worker in workers:
        worker.terminate()
        worker.wait()
    return float(watcher)


def waiting() -> int:
    """How many wait, in the database of this process."""
    return _WAITING.count()


def watch() -> float:
    """Messages a second until no more wait than the number given last on the command line."""
    until, first = int(sys.argv[-1]), _WAITING.count()
    while (begun := _WAITING.count()) == first:
        time.sleep(0.1)
    start = time.perf_counter()
    while (left := _WAITING.count()) > until:
        time.sleep(0.2)
    return (begun - left) / (time.perf_counter() - start)


def queue() -> int:
    """One message for each dossier."""
    waking.broker_rest.seconds = 1e9
    waking.broker_rest.start()
    rows = list(Dossier.objects.order_by("pk").values_list("pk", "code"))
    for place in range(0, len(rows), _PART):
        with transaction.atomic():
            for pk, code in rows[place : place + _PART]:
                tell_event(pk, code, 1)
    return len(rows)


def bare_loop() -> float:
    """Messages a second of a loop that makes two calls for each message."""
    return _looped(1)


def carrying_loop() -> float:
    """Messages a second of a loop that carries as many in its two calls as a worker does."""
    return _looped(settings.NATIONAL_PORTAL_TOGETHER)


def _looped(together: int, seconds: float = 20.0) -> float:
    """Messages a second of threads that sign in once and post the same calls over and over."""
    pairs, lanes = _calls(together), settings.OUTBOX_LANES
    address, until, done = settings.NATIONAL_PORTAL_URL, time.monotonic() + seconds, [0] * lanes
    pool = urllib3.PoolManager(maxsize=lanes, block=True, retries=False, timeout=30)
    account = {"username": settings.NATIONAL_PORTAL_USERNAME, "password": settings.NATIONAL_PORTAL_PASSWORD}
    session = pool.request("POST", f"{address}/mapi/login", json=account).json()["session"]

    def loop(lane: int) -> None:
        while time.monotonic() < until:
            for sent in pairs[(done[lane] * lanes + lane) % len(pairs)]:
                if pool.request("POST", f"{address}/mapi/g", json={"session": session, **sent}).status != HTTPStatus.OK:
                    raise RuntimeError("a call of the loop was not answered")
            done[lane] += 1

    threads = [threading.Thread(target=loop, args=(lane,)) for lane in range(lanes)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return together * sum(done) / (time.perf_counter() - start)


def _calls(together: int) -> list[tuple[dict[str, Any], ...]]:
    """What some messages said, so many in a call: the states (written over now), then the steps."""
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for exchange in KeptExchange.objects.order_by("pk")[:800]:
        known = {"isUpdating": "True"} if "isUpdating" in exchange.sent else {}
        said[exchange.code].append({**exchange.sent, **known})
    whole = [calls for calls in said.values() if len(calls) == 2]
    groups = [whole[place : place + together] for place in range(0, len(whole) - together + 1, together)]
    return [tuple(_joined(calls) for calls in zip(*group, strict=True)) for group in groups]


def _joined(calls: Sequence[dict[str, Any]]) -> dict[str, Any]:
    data = [row for call in calls for row in call["data"]]
    return {**{name: value for name, value in calls[0].items() if name != "together"}, "data": data}
