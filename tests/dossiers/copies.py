"""Stages of a dossier that most tests begin with: built through the app's own doors, then copied for some minutes.

Bringing a dossier to the leader takes an eighth of a second, copying its rows two thousandths. A copy stands for the
building only where the building would do the same again: nothing was written since the world or the last stage was
given, no code and no setting is replaced, the language is the default one, and offices are at the same half hour, or
the clock stands. All others are built.
"""

from __future__ import annotations

import contextlib
import functools
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone, translation

from portal.files import store
from portal.files.models import StoredFile
from tests import forgetting, patching
from tests.snapshots import Contents, Snapshot, contents, rows_written

#: What a stage says of "now" is at most this old, as after a pause in a person's work.
KEPT_SECONDS = 300
MOST_KEPT = 500
_CLOCK = ("django.utils.timezone", "now")
#: A clock that stands is part of what a stage is known by. `undrawn` replaces the worker's part, which only stages
#: with a document of their own come to; those are few and named by it.
_KNOWN = frozenset({_CLOCK, ("dossiers.papermaking", "MAKERS")})

_PLAIN = (str, int, bytes, date, Decimal, UUID)
_UNSAYABLE = object()
_Stage = TypeVar("_Stage", bound=Callable[..., Any])
_kept: dict[Any, _Kept] = {}
_building: list[bool] = []


@dataclass(frozen=True)
class _State:
    """What the database is known to hold, as long as no more rows were written than these."""

    world: object
    stages: tuple[_Kept, ...]
    rows: int


#: Of the running test; empty where nothing is known.
_states: list[_State] = []


def begin(world: object) -> None:
    """This world was just put into an empty database, in a transaction that wrote nothing else."""
    _states[:] = [_State(world, (), rows_written())]


def forget() -> None:
    """Nothing is known of the database: another test begins."""
    _states.clear()


def copied(build: _Stage) -> _Stage:
    """Let what `build` puts on a world be copied wherever it would do just so again."""

    @functools.wraps(build)
    def stage(*given: Any, **changes: Any) -> Any:
        key = _key(build, given, changes) if _states and not _building else None
        return build(*given, **changes) if key is None else _given(key, build, (given, changes))

    return cast("_Stage", stage)


def _key(build: Callable[..., Any], given: tuple[Any, ...], changes: dict[str, Any]) -> Any:
    """What the stage will be known by; None where it has to be built."""
    # Where statements are counted, the building is what is looked at.
    if not patching.is_plain(_KNOWN) or connection.force_debug_cursor or not connection.in_atomic_block:
        return None
    said, clock = _said((given, changes)), _clock()
    if said is _UNSAYABLE or clock is None:
        return None
    if _states[0].rows != rows_written():
        forget()
        return None
    return (_states[0].stages, build.__module__, build.__qualname__, said, clock, _surroundings())


@contextlib.contextmanager
def built() -> Iterator[None]:
    """Build every stage in this block: for tests of what the building itself leaves in the process, as warm caches."""
    _building.append(True)
    try:
        yield
    finally:
        _building.pop()


def _said(part: Any) -> Any:
    """Words that say all about an argument: what it is, or where it stands in the known database."""
    if part is _states[0].world or part is None or isinstance(part, _PLAIN):
        return "world" if part is _states[0].world else (type(part).__name__, str(part))
    if isinstance(part, Model):
        return (part._meta.label, part.pk)
    if isinstance(part, dict):
        return _said(tuple(sorted(part.items())))
    if isinstance(part, tuple | list):
        parts = tuple(_said(each) for each in part)
        return _UNSAYABLE if _UNSAYABLE in parts else parts
    is_plain_data = is_dataclass(part) and not isinstance(part, type)
    return (type(part).__name__, _said(vars(part))) if is_plain_data and _said(vars(part)) != _UNSAYABLE else _UNSAYABLE


def _clock() -> str | None:
    """The moment at which a replaced clock stands, or the half hour; None while a replaced clock goes."""
    now = timezone.now()
    if patching.is_replaced(*_CLOCK):
        return now.isoformat() if timezone.now() == now else None
    # Offices open, close and hand over at full and half hours.
    return f"{now:%Y-%m-%d %H} {now.minute >= 30}"


def _surroundings() -> tuple[str, ...]:
    makers = patching.is_replaced("dossiers.papermaking", "MAKERS")
    return (translation.get_language(), settings.MEDIA_ROOT.as_posix(), str(makers))


class _Kept:
    """One stage, as it was built a moment ago."""

    def __init__(self, build: Callable[..., Any], arguments: Any, before: Callable[[], Contents]) -> None:
        # What building leaves on the objects given, as a person's roles, does not reach the test.
        given, changes = pickle.loads(pickle.dumps(arguments))  # noqa: S301 - our own bytes of a moment ago
        self._rows = Snapshot(partial(build, *given, **changes), before)
        self._ends_at = time.monotonic() + KEPT_SECONDS
        self._files: list[str] = []

    def is_true(self) -> bool:
        """Whether it is young enough, and its files are still there."""
        return time.monotonic() < self._ends_at and all(store.storage().exists(file) for file in self._files)

    def contents(self) -> Contents:
        """What the database holds where this stage was given last."""
        return self._rows.contents()

    def give(self) -> Any:
        """What was built, in the test's transaction."""
        product = self._rows.give()
        self._files = self._files or list(StoredFile.objects.values_list("location", flat=True))
        return product


def _given(key: Any, build: Callable[..., Any], arguments: Any) -> Any:
    state, kept = _states[0], _kept.get(key)
    if kept is None or not kept.is_true():
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        kept = _kept[key] = _Kept(build, arguments, state.stages[-1].contents if state.stages else _world_contents)
    with built():
        product = kept.give()
    # Built or copied, it leaves the process as cold: no test depends on whether another has built it before.
    forgetting.forget()
    _states[:] = [_State(state.world, (*state.stages, kept), rows_written())]
    return product


@functools.cache
def _world_contents() -> Contents:
    """What the database holds when the world was just given: the same in every test of a process."""
    return contents()
