"""An empty database of its own for what a benchmark fills: made beside the portal's, dropped at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connection


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The environment of processes that work in an empty database `name`; one left by a killed run is made anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield {**os.environ, "DATABASE_URL": address_of(name, os.environ["DATABASE_URL"])}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def address_of(name: str, address: str) -> str:
    """The address of another database of the same server, with the same account and options."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
