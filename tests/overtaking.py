"""Two at once on purpose: one holds what it changed, and another comes meanwhile on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

_MOST_LOOKS = 4000
#: Others of this database; the locks of other workers' databases are none of our test's.
_WAITING = (
    "SELECT count(*) FROM pg_sleep(0.005), pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
First = TypeVar("First")
Second = TypeVar("Second")


def overtaken(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Let `second` begin when `first` is done and not committed; what both gave, and what either raised.

    The first is committed as soon as the second waits for it, or is through without. For tests that commit.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            one = first()
            other = pool.submit(_apart, second)
            somebody_waits(other)
        return one, other.result(timeout=60)


def somebody_waits(done: Future[Second]) -> bool:
    """Look until the other connection waits for a lock, or is done without."""
    with connection.cursor() as cursor:
        for _look in range(_MOST_LOOKS):
            # Within a transaction PostgreSQL shows the others as they stood at the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_WAITING)
            if cursor.fetchone() != (0,):
                return True
            if done.done():
                return False
    return False


def _apart(work: Callable[[], Second]) -> Second:
    try:
        return work()
    finally:
        connection.close()
