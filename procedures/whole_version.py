"""All that lies beneath one version in one query: cases with forms, papers, fees and limits; processes with steps.

For pages and filings, which read one version at a time and wait for each query; lists of versions prefetch
(`catalogue.with_content`). What comes out is the same either way, and read by the same names.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, models

from procedures.models import Case, Component, EForm, Fee, InternalProcess, ProcedureVersion, Step, TimeLimit

#: How the rows of each table are found. Those of one version are few, so their order is made here.
_OF_CASES = "case_id IN (SELECT id FROM procedures_case WHERE version_id = %(version)s)"
_WHERE: dict[type[models.Model], str] = {
    Case: "version_id = %(version)s",
    EForm: "id IN (SELECT eform_id FROM procedures_case WHERE version_id = %(version)s)",
    Component: _OF_CASES,
    Fee: _OF_CASES,
    TimeLimit: _OF_CASES,
    InternalProcess: "version_id = %(version)s",
    Step: "process_id IN (SELECT id FROM procedures_internalprocess WHERE version_id = %(version)s)",
}
_TABLES = {model._meta.db_table: model for model in _WHERE}
_QUESTION = " UNION ALL ".join(
    f"SELECT '{table}', to_jsonb(told)::text FROM {table} told WHERE {_WHERE[model]}"  # noqa: S608 - names of ours
    for table, model in _TABLES.items()
)
#: A paper, a fee and a limit stand in the order of their position, then of their writing; steps by position.
_ORDER = ("position", "pk")

_Rows = dict[type[models.Model], list[Any]]


def fill(version: ProcedureVersion) -> ProcedureVersion:
    """The same version with all its content, as if prefetched. One query."""
    rows = _read(version.pk)
    forms = {form.pk: form for form in rows[EForm]}
    cases = _in_order(rows[Case])
    for case in cases:
        case.version, case.eform = version, forms.get(case.eform_id)
    for name, model in (("components", Component), ("fees", Fee), ("time_limits", TimeLimit)):
        _hang(cases, "case", name, rows[model])
    by_pk = {case.pk: case for case in cases}
    processes = sorted(rows[InternalProcess], key=lambda process: process.pk)
    for process in processes:
        process.version, process.case = version, by_pk.get(process.case_id)
    _hang(processes, "process", "steps", rows[Step])
    _keep(version, "cases", cases)
    _keep(version, "processes", processes)
    return version


def _read(version: int) -> _Rows:
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, {"version": version})
        found: _Rows = defaultdict(list)
        for table, told in cursor.fetchall():
            model = _TABLES[table]
            # Amounts are exact. The schema of a form is JSON for good, whose numbers are read as everywhere else.
            load = json.loads if model is EForm else partial(json.loads, parse_float=Decimal)
            found[model].append(_instance(model, load(told)))
    return found


def _instance(model: type[models.Model], told: Mapping[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields
    values = [field.to_python(told[str(field.column)]) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: tuple(getattr(row, name) for name in _ORDER))


def _hang(parents: Iterable[Any], parent_name: str, name: str, rows: Iterable[Any]) -> None:
    """Give each parent its rows in order, and each row its parent."""
    of_parent: dict[int, list[Any]] = defaultdict(list)
    for row in _in_order(rows):
        of_parent[getattr(row, f"{parent_name}_id")].append(row)
    for parent in parents:
        for row in of_parent[parent.pk]:
            setattr(row, parent_name, parent)
        _keep(parent, name, of_parent[parent.pk])


def _keep(parent: models.Model, name: str, rows: list[Any]) -> None:
    """Let ``parent.<name>.all()`` answer without a query: what Django's own prefetching does, for rows at hand."""
    answered = getattr(parent, name).get_queryset()
    answered._result_cache, answered._prefetch_done = rows, True
    kept: dict[str, Any] = parent.__dict__.setdefault("_prefetched_objects_cache", {})
    kept[name] = answered
