"""Waking a worker after a commit, without ever slowing or failing the request that committed.

What waits is a row in the database, and beat's rounds find it: a call that gets lost costs seconds, never work. So a
request only leaves word; one thread a process passes it on to the broker, many calls for one kind of work as one.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from functools import cache

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.outbox.resting import Rest

log = structlog.get_logger(__name__)
#: A broker that did not answer is left alone for this long by every kind of call; beat does the work meanwhile.
broker_rest = Rest(seconds=5.0)
#: The first call leaves at once; those of the next moment leave together. Nobody notices a tenth of a second.
PAUSE_SECONDS = 0.1
_FAREWELL_SECONDS = 2.0


def wake_on_commit(task: str) -> None:
    """Wake a worker for the task of this name after the commit, once a transaction however often it is asked."""
    waiting = transaction.get_connection().run_on_commit
    waker = _waker(task)
    if not any(entry[1] is waker for entry in waiting):
        transaction.on_commit(waker, robust=True)


def wake(task: str) -> None:
    """Leave word that a worker be woken for the task of this name; returns at once, broker or not."""
    _messenger.take(task)


def settle(timeout_seconds: float = _FAREWELL_SECONDS) -> bool:
    """Wait until every call left so far was passed on (or given up); False when that took too long."""
    return _messenger.settle(timeout_seconds)


class _Messenger:
    """Passes calls on from a thread of its own, begun with the first call: a process that forks later has its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wanted: dict[str, None] = {}
        self._is_passing_on = False
        self._hurries = False
        self._thread: threading.Thread | None = None

    def take(self, task: str) -> None:
        with self._changed:
            self._wanted[task] = None
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox-waking", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def settle(self, timeout_seconds: float) -> bool:
        with self._changed:
            self._hurries = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._wanted and not self._is_passing_on, timeout_seconds)
            self._hurries = False
            return done

    def _run(self) -> None:
        while True:
            for task in self._next_calls():
                _call(task)
            with self._changed:
                self._is_passing_on = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._hurries, PAUSE_SECONDS)

    def _next_calls(self) -> list[str]:
        with self._changed:
            self._changed.wait_for(lambda: self._wanted)
            calls, self._wanted, self._is_passing_on = list(self._wanted), {}, True
            return calls


def _call(task: str) -> None:
    """Ask the broker; with it away, log that within half a second and leave the work to beat."""
    if broker_rest.is_on:
        return
    try:
        # By name: the caller need not import what the worker runs.
        current_app.send_task(task, retry=False)
    except (OperationalError, OSError) as error:
        broker_rest.start()
        log.warning("worker_not_woken", task=task, error=type(error).__name__)
    except Exception as error:  # noqa: BLE001 - whatever it was, the thread lives on and the next call is tried
        log.error("worker_not_woken", task=task, error=type(error).__name__)


@cache
def _waker(task: str) -> Callable[[], None]:
    """One callable a task, so that a transaction can tell that it waits already."""

    def wake_it() -> None:
        wake(task)

    return wake_it


_messenger = _Messenger()


def _begin_anew() -> None:
    """A forked process has a copy of the calls but not of the thread, and perhaps a lock that nobody frees."""
    global _messenger  # noqa: PLW0603 - one a process, and this is where a process begins
    _messenger = _Messenger()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(settle)
