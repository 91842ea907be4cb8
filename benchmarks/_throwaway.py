"""An empty database of its own for what a benchmark fills: made beside the portal's, dropped at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper


@contextmanager
def database(name: str, *, is_copy: bool = False) -> Iterator[dict[str, str]]:
    """The environment of processes that work in an empty database `name`, or in a copy of the portal's own.

    One left by a killed run is made anew. A copy needs that nobody else is at the portal's.
    """
    own = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    _leave()
    # From beside: PostgreSQL copies no database that somebody is at.
    with psycopg.connect(address_of("postgres", os.environ["DATABASE_URL"]), autocommit=True) as beside:
        beside.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        beside.execute(f"CREATE DATABASE {name}" + (f' TEMPLATE "{own}"' if is_copy else ""))
    try:
        yield {**os.environ, "DATABASE_URL": address_of(name, os.environ["DATABASE_URL"])}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _leave() -> None:
    """Give back every connection of this process."""
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()


def address_of(name: str, address: str) -> str:
    """The address of another database of the same server, with the same account and options."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
