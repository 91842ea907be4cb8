"""What tests of an app begin with: built once a process, then copied, wherever building would do just so again.

Nothing may have been written before it (except where it stands by itself, as a calendar does), no code, clock or
setting may be replaced, and no statement be counted. Otherwise it is built.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar, cast

from django.db import connection

from tests import forgetting, patching
from tests.snapshots import Snapshot, is_unwritten

_Make = TypeVar("_Make", bound=Callable[..., Any])


def kept(make: _Make, stands_alone: bool = False) -> _Make:
    """Let what `make` writes be copied; `stands_alone` where it is the same whatever else the database holds."""
    snapshots: dict[Hashable, Snapshot[Any]] = {}

    @functools.wraps(make)
    def given(*arguments: Hashable) -> Any:
        if not (_is_plain() and (stands_alone or is_unwritten())):
            return make(*arguments)
        product = snapshots.setdefault(arguments, Snapshot(partial(make, *arguments))).give()
        # Built or copied, it leaves the process as cold: no test depends on whether another has built it before.
        forgetting.forget()
        return product

    return cast("_Make", given)


def _is_plain() -> bool:
    return connection.in_atomic_block and patching.is_plain() and not connection.force_debug_cursor
