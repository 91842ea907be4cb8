"""Rows of a workbook as a version: what the sheets say, on top of what the version in force has beside them."""

from __future__ import annotations

from typing import Any

from procedures.choices import ComponentKind, Source, StepRole
from procedures.drafting import CaseContent, ProcessContent, VersionContent
from procedures.models import Case, Component, Fee, InternalProcess, ProcedureVersion, Step, TimeLimit
from procedures.national.process import default_process
from procedures.sheets.layout import CASES, FEES, LISTS, PAPERS, PROCEDURES, TIMES
from procedures.sheets.rows import Rows

# What is never taken over from the version in force; all else is, also columns that a later release adds.
_NEW = ("id", "procedure_id", "number", "state", "valid_from", "valid_to", "doubts", "created_at", "field_id")
#: Columns of the sheet of procedures, from the second on, and the fields they fill.
_FILLED = (
    "name", "field", "levels", "online_level", "online_reason", "non_territorial", "competence",
    "competent_department", "division", "executing_agency", "requirements",
    "decision_number", "decision_agency", "decision_date", "non_territorial_from", "filed_at", "filed_at_reason",
    "clock_on_supplement", "assurance_level",
)  # fmt: skip


def content_of(rows: Rows, base: ProcedureVersion | None, fingerprint: str) -> VersionContent:
    """The content that the rows of one procedure propose; ``base`` is the version in force, content prefetched."""
    code, *values = rows[PROCEDURES.title][0]
    told = dict(zip(_FILLED, values, strict=True))
    field_name = told.pop("field")
    kept = _columns(base, *_NEW) if base else {}
    lists = {
        field: [dict(zip(keys, row[1:], strict=True)) for row in rows.get(sheet.title, [])]
        for sheet, field, keys in LISTS
    }
    version = ProcedureVersion(**kept | told | lists | {"levels": list(told["levels"])})
    version.source, version.content_hash = Source.LOCAL, fingerprint
    cases = [_case(row, rows, base) for row in rows.get(CASES.title) or [(code, "standard", "Trường hợp chung", "")]]
    processes = _processes(base, {c.case.key: c.case for c in cases}) if base else []
    if not processes:
        processes = [default_process([limit for case in cases for limit in case.time_limits])]
    return VersionContent(code, "", field_name, version, cases, processes)


def _case(row: tuple[Any, ...], rows: Rows, base: ProcedureVersion | None) -> CaseContent:
    _code, key, name, when = row
    before = next((case for case in base.cases.all() if case.key == key), None) if base else None
    return CaseContent(
        Case(**_of_case(before, Case) | {"key": key, "name": name, "when": when}),
        [_component(each, before) for each in rows.get(PAPERS.title, []) if each[1] == key],
        [_fee(each, before) for each in rows.get(FEES.title, []) if each[1] == key],
        [_limit(each, before) for each in rows.get(TIMES.title, []) if each[1] == key],
    )


def _component(row: tuple[Any, ...], before: Case | None) -> Component:
    _code, _key, code, name, originals, copies, is_required, is_note, form_name, note = row
    same = next((c for c in before.components.all() if c.name == name), None) if before else None
    told = {
        "code": code,
        "name": name,
        "originals": originals,
        "copies": copies,
        "required": is_required and not is_note,
        "kind": ComponentKind.NOTE if is_note else ComponentKind.PAPER,
        "form_name": form_name,
        "note": note,
    }
    return Component(**_of_case(same, Component) | told)


def _fee(row: tuple[Any, ...], before: Case | None) -> Fee:
    _code, _key, channel, kind, name, amount, basis, note = row
    named = [fee for fee in before.fees.all() if fee.name == name] if before else []
    same = next((fee for fee in named if fee.channel == channel), next(iter(named), None))
    told = {
        "channel": channel,
        "kind": kind,
        "name": name,
        "amount_dong": amount,
        "legal_basis": basis,
        "note": note,
    }
    return Fee(**_of_case(same, Fee) | told)


def _limit(row: tuple[Any, ...], before: Case | None) -> TimeLimit:
    _code, _key, channel, amount, unit, is_same_day = row
    same = next((t for t in before.time_limits.all() if t.channel == channel), None) if before else None
    told = {"channel": channel, "amount": amount, "unit": unit, "same_day_before_15": is_same_day}
    return TimeLimit(**_of_case(same, TimeLimit) | told)


def _processes(base: ProcedureVersion, cases: dict[str, Case]) -> list[ProcessContent]:
    """The processes of the version in force; one of a case that is gone goes with it."""
    found = []
    for process in base.processes.all():
        key = next((case.key for case in base.cases.all() if case.pk == process.case_id), None)
        if process.case_id is None or key in cases:
            found.append(ProcessContent(_copy(process), [_step(s) for s in process.steps.all()], cases.get(key or "")))
    return found


def _copy(process: InternalProcess) -> InternalProcess:
    return InternalProcess(**_columns(process, "id", "version_id", "case_id"))


def _step(step: Step) -> Step:
    copy = Step(**_columns(step, "id", "process_id"))
    copy.role = StepRole(step.role)
    return copy


def _of_case(same: Any, model: Any) -> dict[str, Any]:
    """What the sheets do not say, from the row that stood for the same thing before."""
    return _columns(same, "id", "version_id", "case_id", "position") if isinstance(same, model) else {}


def _columns(row: Any, *but: str) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in but}
