"""Writing the chunks of a load, by several processes where there is work for them.

Each has a connection of its own and chunks of its own. They say through one pipe what they have written; when whoever
listens is killed, the pipe breaks and they end after the chunk in hand.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, cast

from django.db import DEFAULT_DB_ALIAS, connections

from dossiers.loading import standing
from dossiers.loading.recipes import Recipes
from dossiers.loading.writing import Writer

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

CHUNK = 5_000


class Stopped(Exception):
    """A process of the crew ended before its work."""


def write(recipes: Recipes, processes: int) -> Iterator[int]:
    """Writes what is not written yet; yields how many dossiers were, those of an earlier run first.

    Raises Stopped when a process dies; what is written stays.
    """
    done = standing.written()
    chunks = range(0, recipes.order.dossiers, CHUNK)
    yield sum(_size(recipes, first) for first in done)
    missing = [first for first in chunks if first not in done]
    if min(processes, len(missing)) < 2:
        yield from map(_worker(recipes), missing)
    else:
        yield from _side_by_side(recipes, [missing[start::processes] for start in range(processes)])


def _side_by_side(recipes: Recipes, shares: list[list[int]]) -> Iterator[int]:
    own = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    own.close()
    own.close_pool()  # its threads would not be there after the fork
    reader, writer = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    crew = [context.Process(target=_work, args=(recipes, share, reader, writer), daemon=True) for share in shares]
    for process in crew:
        process.start()
    writer.close()
    yield from _heard(reader)
    for process in crew:
        process.join()
    if any(process.exitcode for process in crew):
        raise Stopped


def _heard(reader: Connection) -> Iterator[int]:
    while True:
        try:
            yield reader.recv()
        except EOFError:
            return


def _work(recipes: Recipes, chunks: list[int], reader: Connection, writer: Connection) -> None:
    reader.close()  # so that the pipe breaks when the listener ends
    for written in map(_worker(recipes), chunks):
        writer.send(written)


def _worker(recipes: Recipes) -> Callable[[int], int]:
    """Writes the chunk that begins with a number, and tells how many dossiers it had."""
    writer = Writer(recipes.now)

    def write_one(first: int) -> int:
        numbers = range(first, first + _size(recipes, first))
        writer.write(list(recipes.plans(numbers)), partial(standing.mark, first))
        return len(numbers)

    return write_one


def _size(recipes: Recipes, first: int) -> int:
    return min(CHUNK, recipes.order.dossiers - first)
