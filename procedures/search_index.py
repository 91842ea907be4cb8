"""Keeping search's own table true: one entry a procedure in force, in the publishing transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from procedures.models import ProcedureVersion, SearchEntry

_WRITTEN = [f.name for f in SearchEntry._meta.concrete_fields if not (f.primary_key or f.generated)]


def refresh(procedure_ids: Collection[int]) -> None:
    """Write the entries of these procedures anew from their versions in force; drop those without one."""
    versions = ProcedureVersion.objects.valid_on().filter(procedure__in=procedure_ids)
    entries = [entry_of(v) for v in versions.prefetch_related("cases__components")]
    in_force = [entry.procedure_id for entry in entries]
    SearchEntry.objects.filter(procedure__in=procedure_ids).exclude(procedure__in=in_force).delete()
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["procedure"],
        update_fields=_WRITTEN,
        batch_size=500,
    )


def entry_of(version: ProcedureVersion) -> SearchEntry:
    """What search reads of a version whose cases and components are at hand."""
    cases = list(version.cases.all())
    papers = [paper.name for case in cases for paper in case.papers()]
    results = [str(result.get("name", "")) for result in version.results]
    answers = [case.when or case.name for case in cases]
    return SearchEntry(
        procedure_id=version.procedure_id,
        version=version,
        field_id=version.field_id,
        levels=version.levels,
        targets=version.targets,
        online_level=version.online_level,
        name=version.name,
        keywords="\n".join(version.keywords),
        papers=_lines(results + answers + papers),
        body=_lines([version.requirements, *_guide_texts(version.guide)]),
    )


def _guide_texts(guide: list[dict[str, Any]]) -> list[str]:
    return [f"{step.get('title', '')} {step.get('text', '')}" for step in guide]


def _lines(texts: list[str]) -> str:
    """The texts once each; cut, since a tsvector may not pass 1 MB."""
    return "\n".join(dict.fromkeys(text for text in texts if text))[:60_000]
