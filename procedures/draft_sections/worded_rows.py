"""Sections whose rows are words in a column of the version: results, legal basis, the steps told to citizens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procedures.draft_forms.rows import RowForm
from procedures.draft_sections.section import Content, Row, Section
from procedures.models import ProcedureVersion


def _json_reader(column: str, names: tuple[str, ...]) -> Callable[[ProcedureVersion], Content]:
    def read(version: ProcedureVersion) -> list[Row]:
        return [{name: str(row.get(name) or "") for name in names} for row in getattr(version, column)]

    return read


def _json_writer(column: str, names: tuple[str, ...]) -> Callable[[ProcedureVersion, Any], None]:
    def write(version: ProcedureVersion, rows: list[Row]) -> None:
        setattr(version, column, [{name: row[name] for name in names} for row in rows])
        version.save(update_fields=[column])

    return write


def words_section(key: str, title: Any, row: Any, form: type[RowForm], column: str, names: tuple[str, ...]) -> Section:
    """A section of objects with these names in a column of the version."""
    return Section(key, title, form, _json_reader(column, names), _json_writer(column, names), row)
