"""Sections whose rows belong to a case: papers, fees, time limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from procedures.draft_forms.rows import RowForm
from procedures.draft_sections.section import Content, Row, Section
from procedures.models import Case, ProcedureVersion
from procedures.plain_values import plain


def _reader(model: type[models.Model], names: tuple[str, ...]) -> Callable[[ProcedureVersion], Content]:
    def read(version: ProcedureVersion) -> list[Row]:
        found = model._default_manager.filter(case__version=version).select_related("case")
        return [_plain_row(row, names) for row in found.order_by("case__position", "case_id", "position", "pk")]

    return read


def _plain_row(row: Any, names: tuple[str, ...]) -> Row:
    return {"id": str(row.pk), "case": row.case.key} | {name: plain(getattr(row, name)) for name in names}


def _writer(model: type[models.Model], names: tuple[str, ...]) -> Callable[[ProcedureVersion, Any], None]:
    def write(version: ProcedureVersion, rows: list[Row]) -> None:
        cases = {case.key: case for case in version.cases.all()}
        standing = {str(row.pk): row for row in model._default_manager.filter(case__version=version)}
        kept = [(row, standing.pop(row.get("id") or "", None)) for row in rows]
        # What goes goes first: a row may take over the place (channel, code) of one that is taken out.
        model._default_manager.filter(pk__in=[gone.pk for gone in standing.values()]).delete()
        for position, (row, stored) in enumerate(kept):
            _store(stored or model(), cases[row["case"]], row, names, position)

    return write


def _store(stored: Any, case: Case, row: Row, names: tuple[str, ...], position: int) -> None:
    stored.case = case
    for name in names:
        setattr(stored, name, row[name])
    stored.position = position
    stored.save()


def rows_section(
    key: str, title: Any, row: Any, form: type[RowForm], model: type[models.Model], names: tuple[str, ...]
) -> Section:
    """A section of these columns of a model that hangs on cases."""
    return Section(key, title, form, _reader(model, names), _writer(model, names), row)
