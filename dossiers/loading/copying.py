"""Rows as lines of PostgreSQL's COPY, a table at a time; columns that a row does not name take the model's default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Field, Model

_NULL = "\\N"


class Table:
    """The waiting rows of one model; `flush` writes them by one COPY."""

    def __init__(self, model: type[Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self._name = model._meta.db_table
        self._columns = [str(field.column) for field in fields]
        self._places = {column: place for place, column in enumerate(self._columns)}
        self._blank = [_default(field) for field in fields]
        self._lines: list[str] = []
        newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        self._next: int = (newest or 0) + 1

    def add(self, values: Mapping[str, Any]) -> int:
        """One more row, by column; its id."""
        row = self._blank.copy()
        for column, value in values.items():
            row[self._places[column]] = _written(value)
        given, self._next = self._next, self._next + 1
        row[self._places["id"]] = str(given)
        self._lines.append("\t".join(row))
        return given

    def flush(self) -> None:
        """Writes what waits."""
        if not self._lines:
            return
        columns = ", ".join(f'"{column}"' for column in self._columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {self._name} ({columns}) FROM STDIN") as copy:
            copy.write("\n".join(self._lines) + "\n")
        self._lines.clear()

    def finish(self) -> None:
        """Lets the next row of the app take the next id."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [self._name, max(self._next - 1, 1)])


def _default(field: Field[Any, Any]) -> str:
    if field.primary_key or (field.null and not field.has_default()):
        return _NULL
    return _written(field.get_db_prep_save(field.get_default(), connection)) if field.has_default() else ""


def _written(value: object) -> str:
    """A value as COPY reads it. Tabs and backslashes only come in JSON, and are escaped."""
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False).replace("\\", "\\\\")
    return str(value)
