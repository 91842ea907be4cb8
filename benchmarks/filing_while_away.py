"""Filing by REST while the national portal is away, beside filing while it answers (aim: at most 1.1).

One client files; a worker drains the outbox beside it all the time, so that what it does to a page shows, too. Both
states take turns in rounds, and the median of all filings in each state counts.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import _loaded, _national
from benchmarks.create import creator
from portal.commands.measurement import Measurement

FILINGS = _national.size_of("BENCH_FILINGS", 300)
ROUNDS = 6
REFERENCE = "while it answers"


def run() -> Iterator[Measurement]:
    """The median of filings in both states, in milliseconds."""
    spans: dict[bool, list[float]] = {False: [], True: []}
    with (
        tempfile.TemporaryDirectory() as folder,
        _loaded.province("bench_filing") as environment,
        _national.simulator(environment, Path(folder) / "there.sqlite3") as told,
    ):
        for number in range(ROUNDS):
            is_away = bool(number % 2)
            _national.behave(told, latency=0.05, **({"down": "on"} if is_away else {}))
            worker = _national.worker(told, "--forever")
            spans[is_away] += _loaded.ask(told, "filing_while_away", "filed")
            worker.kill()
            worker.wait()
    up, away = statistics.median(spans[False]), statistics.median(spans[True])
    yield Measurement("filing by REST, the national portal answers: median", round(up * 1000, 1), "ms")
    yield Measurement(
        "filing by REST, the national portal is away: median",
        round(away * 1000, 1),
        "ms",
        round(away / up, 3),
        REFERENCE,
    )


def filed() -> list[float]:
    """Seconds of each filing of one round."""
    create, spans = creator(), []
    create()
    for _number in range(FILINGS // ROUNDS):
        start = time.perf_counter()
        create()
        spans.append(time.perf_counter() - start)
    return spans
