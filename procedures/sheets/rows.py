"""A version as rows of the workbook: what an export writes, and what an import is compared with."""

from __future__ import annotations

from typing import Any

from procedures.choices import ComponentKind
from procedures.models import ProcedureVersion
from procedures.sheets.layout import CASES, FEES, LISTS, PAPERS, PROCEDURES, TIMES

Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(version: ProcedureVersion) -> Rows:
    """The rows of a version whose content is prefetched, by sheet."""
    code, cases = version.procedure.code, list(version.cases.all())
    return {
        PROCEDURES.title: [_procedure(version)],
        CASES.title: [(code, case.key, case.name, case.when) for case in cases],
        PAPERS.title: [
            (
                code, case.key, p.code, p.name, p.originals, p.copies, p.required, p.kind == ComponentKind.NOTE,
                p.form_name, p.note,
            )
            for case in cases
            for p in case.components.all()
        ],
        FEES.title: [
            (code, case.key, f.channel, f.kind, f.name, f.amount_dong, f.legal_basis, f.note)
            for case in cases
            for f in case.fees.all()
        ],
        TIMES.title: [
            (code, case.key, t.channel, t.amount, t.unit, t.same_day_before_15)
            for case in cases
            for t in case.time_limits.all()
        ],
    } | {
        sheet.title: [(code, *(str(entry.get(key, "")) for key in keys)) for entry in getattr(version, field)]
        for sheet, field, keys in LISTS
    }  # fmt: skip


def _procedure(version: ProcedureVersion) -> tuple[Any, ...]:
    return (
        version.procedure.code,
        version.name,
        version.field.name,
        tuple(version.levels),
        version.online_level,
        version.online_reason,
        version.non_territorial,
        version.competence,
        version.competent_department,
        version.division,
        version.executing_agency,
        version.requirements,
        version.decision_number,
        version.decision_agency,
        version.decision_date,
        version.non_territorial_from,
        version.filed_at,
        version.filed_at_reason,
        version.clock_on_supplement,
        version.assurance_level,
    )
