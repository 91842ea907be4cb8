"""Writing the log of what was announced (models/change.py), in the transaction that announces it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from procedures.models import CatalogueChange, CatalogueChangeKind, ProcedureVersion


def record(
    versions: Sequence[ProcedureVersion],
    ended: Mapping[int, int | None],
    standing: Iterable[ProcedureVersion],
    start: date,
    decision_number: str = "",
) -> None:
    """Note in the caller's transaction what it announces. ``standing``: the versions that end on that day."""
    before = {version.procedure_id: version for version in standing}
    rows = [_arrival(version, before.get(version.procedure_id), start, decision_number) for version in versions]
    arrived = {version.procedure_id for version in versions}
    rows += [
        _end(before[procedure_id], successor, start, decision_number)
        for procedure_id, successor in ended.items()
        if procedure_id in before and procedure_id not in arrived
    ]
    CatalogueChange.objects.bulk_create(rows)


def _arrival(version: ProcedureVersion, before: ProcedureVersion | None, start: date, number: str) -> CatalogueChange:
    return CatalogueChange(
        kind=CatalogueChangeKind.AMENDED if before else CatalogueChangeKind.ANNOUNCED,
        procedure_id=version.procedure_id,
        version=version,
        before=before,
        effective_on=start,
        decision_number=number or version.decision_number,
    )


def _end(version: ProcedureVersion, successor: int | None, start: date, number: str) -> CatalogueChange:
    return CatalogueChange(
        kind=CatalogueChangeKind.ABOLISHED,
        procedure_id=version.procedure_id,
        version=version,
        replaced_by_id=successor,
        effective_on=start,
        decision_number=number,
    )
