"""The embedded servers as one: up while anybody uses them, stopped by the last one who leaves.

Every command that needs them holds a shared lock on `run/users.lock`. The operating system drops the lock of a
killed process, so no trace of it can keep the servers up or a later start away.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from portal.commands import places, postgres, valkey
from portal.commands.bootstrap import locked


def names() -> list[str]:
    """Return which servers are ours to run: those whose address the environment does not give."""
    given = {"DATABASE_URL": "PostgreSQL", "REDIS_URL": "Valkey"}
    ours = set(os.environ.get("PORTAL_EMBEDDED", "").split())
    return [name for variable, name in given.items() if not os.environ.get(variable) or name in ours]


@contextlib.contextmanager
def up() -> Iterator[None]:
    """Keep the servers up while the block runs; put their addresses into the environment."""
    with (places.run_folder() / "users.lock").open("a") as users:
        try:
            with _starting():
                fcntl.flock(users, fcntl.LOCK_SH)
                ensure()
            yield
        finally:  # also when one of them would not start: the others must not stay behind
            _leave(users.fileno())


def ensure() -> None:
    """Start what does not run, and put the addresses into the environment."""
    ours = names()
    os.environ["PORTAL_EMBEDDED"] = " ".join(ours)
    if "PostgreSQL" in ours:
        postgres.start()
        os.environ["DATABASE_URL"] = postgres.url()
    if "Valkey" in ours:
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url()


def are_running() -> bool:
    """Tell whether all servers that are ours to run do."""
    ours = names()
    return ("PostgreSQL" not in ours or postgres.is_running()) and ("Valkey" not in ours or valkey.is_running())


def _leave(users: int) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    with _starting():
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still uses them
        ours = names()
        if "Valkey" in ours:
            valkey.shut_down()
        if "PostgreSQL" in ours:
            postgres.shut_down()


def _starting() -> contextlib.AbstractContextManager[None]:
    lock: Path = places.run_folder() / "servers.lock"
    return locked(lock, "Another command is starting the servers; waiting for it")
