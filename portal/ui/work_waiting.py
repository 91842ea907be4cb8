"""How much work waits behind each entry of a menu: one question for all of them, whoever registered them.

Nothing is kept: a person who has just dealt with something sees one less on the next page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counted(waiting: Mapping[str, QuerySet[Any] | int]) -> dict[str, int]:
    """How many rows each list has, by its key; numbers are known already. One query, none when no list can have one."""
    known = {key: rows if isinstance(rows, int) else 0 for key, rows in waiting.items()}
    questions: dict[str, tuple[str, tuple[Any, ...]]] = {}
    for key, rows in waiting.items():
        if isinstance(rows, int):
            continue
        try:
            questions[key] = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:  # `none()`: there is nothing to ask
            continue
    return known | _ask(questions)


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
