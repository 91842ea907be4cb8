"""How much work waits behind each entry of a menu: one question for all of them, whoever registered them.

Nothing is kept beyond a page: a person who has just dealt with something sees one less on the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_KEPT = "_work_waiting"


def keep(user: object, counts: Mapping[str, int]) -> None:
    """Keeps what a page counted with its own figures, by key of the menu entry, on the user of the request."""
    setattr(user, _KEPT, {**kept(user), **counts})


def kept(user: object) -> dict[str, int]:
    """The figures that the page has counted already."""
    known: dict[str, int] = getattr(user, _KEPT, {})
    return known


def counted(waiting: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each list has, by its key. One query, none when no list can have a row."""
    counts = dict.fromkeys(waiting, 0)
    questions: dict[str, tuple[str, tuple[Any, ...]]] = {}
    for key, rows in waiting.items():
        try:
            questions[key] = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:  # `none()`: there is nothing to ask
            continue
    return counts | _ask(questions)


def _ask(questions: Mapping[str, tuple[str, tuple[Any, ...]]]) -> dict[str, int]:
    if not questions:
        return {}
    counts = ", ".join(
        f"(SELECT count(*) FROM ({sql}) AS waiting)"  # noqa: S608 - statements of the ORM, values apart
        for sql, _values in questions.values()
    )
    values = [value for _sql, told in questions.values() for value in told]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", values)
        return dict(zip(questions, cursor.fetchone(), strict=True))
