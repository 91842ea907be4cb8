"""Rows as lines of PostgreSQL's COPY: shapes with holes, written once, so that a row costs one `%`.

Columns that a shape does not name take the model's default; the id comes from the table's own sequence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Field, Model

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class Hole:
    """The place in a shape of a value that comes with each row, as text that needs no escaping."""

    name: str


class Table:
    """The columns of one model that a COPY names."""

    def __init__(self, model: type[Model], *, gives_id: bool = False) -> None:
        """`gives_id`: the rows bring their id with them."""
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        fields = [field for field in fields if gives_id or not field.primary_key]
        self._name = model._meta.db_table
        self._blank = {str(field.column): _default(field) for field in fields}

    def shape(self, values: Mapping[str, Any]) -> str:
        """A line to be completed by `%` with a value for each `Hole`; KeyError where a column is unknown."""
        line = {**self._blank, **{column: _shaped(value) for column, value in values.items()}}
        if unknown := line.keys() - self._blank.keys():
            raise KeyError(f"{self._name} has no column {', '.join(sorted(unknown))}")
        return "\t".join(line.values())

    def copy(self, lines: Iterable[str]) -> None:
        """Writes completed lines."""
        columns = ", ".join(f'"{column}"' for column in self._blank)
        with connection.cursor() as cursor, cursor.copy(f"COPY {self._name} ({columns}) FROM STDIN") as copy:
            copy.write("".join(f"{line}\n" for line in lines))


def written(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
    return text.translate(_ESCAPES)


def _shaped(value: object) -> str:
    return f"%({value.name})s" if isinstance(value, Hole) else written(value).replace("%", "%%")


def _default(field: Field[Any, Any]) -> str:
    if field.null and not field.has_default():
        return NULL
    value = field.get_db_prep_save(field.get_default(), connection) if field.has_default() else ""
    return _shaped(getattr(value, "obj", value))
