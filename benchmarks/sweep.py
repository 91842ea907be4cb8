"""The worker's round over what became late, beside one UPDATE of the same rows (aim: under 3).

Both run over the same 20,000 dossiers that became overdue among 60,000 open ones, and are rolled back, so that the next
round finds them again. They take turns and the best round of each counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import _loaded
from dossiers import deadline_watch, escalating
from portal.commands.measurement import Measurement

DOSSIERS, OPEN, LATE = 80_000, 60_000, 20_000
ROUNDS = 4


def run() -> Iterator[Measurement]:
    """Seconds of the round and of the bare UPDATE, and of a round in which nothing is late."""
    with _loaded.province("bench_sweep") as environment:
        _loaded.fill(environment, DOSSIERS, OPEN)
        update, sweep, idle = _loaded.ask(environment, "sweep", "measured")
    yield Measurement(f"sweep: one UPDATE of {LATE:,} dossiers", round(update, 3), "s")
    yield Measurement(
        f"sweep: {LATE:,} dossiers marked and told", round(sweep, 3), "s", round(sweep / update, 2), "one UPDATE"
    )
    yield Measurement("sweep: a round in which nothing is late", round(idle * 1000, 1), "ms")


def measured() -> tuple[float, float, float]:
    """The best of each, in seconds, in the database of this process."""
    now = timezone.now()
    _make_late(now)
    updates, sweeps = [], []
    for _round in range(ROUNDS):
        updates.append(_undone(lambda: _update(now)))
        sweeps.append(_undone(lambda: deadline_watch.mark(now)))
    deadline_watch.mark(now)
    escalating.climb(now)
    return min(updates), min(sweeps), min(_undone(lambda: deadline_watch.mark(now)) for _round in range(ROUNDS))


def _make_late(now: datetime) -> None:
    """Nothing is late but what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET overdue_at = %s, due_soon_at = %s", [now, now])
        cursor.execute("UPDATE dossiers_task SET overdue_at = %s WHERE finished_at IS NULL", [now])
        cursor.execute(
            "UPDATE dossiers_dossier SET overdue_at = NULL, due_at = %s - interval '1 hour' WHERE id IN "
            "(SELECT id FROM dossiers_dossier WHERE status IN (1, 2, 4) ORDER BY id DESC LIMIT %s)",
            [now, LATE],
        )
        cursor.execute("ANALYZE")


def _update(now: datetime) -> None:

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossier SET overdue_at = %s "
            "WHERE status IN (1, 2, 4) AND overdue_at IS NULL AND due_at < %s",
            [now, now],
        )
        if cursor.rowcount != LATE:
            raise RuntimeError(f"{cursor.rowcount} dossiers are late, not {LATE}")


def _undone(work: Callable[[], object]) -> float:
    """Seconds of some work that is rolled back."""
    with transaction.atomic():
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds
