"""What search reads of a procedure: its names, the papers and results by name, what the guide says."""

from __future__ import annotations

from typing import Any

from procedures import popularity
from procedures.cards import card_of
from procedures.models import ProcedureVersion, SearchEntry


def entry_of(version: ProcedureVersion, filed: popularity.Filed) -> SearchEntry:
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
        popularity=filed.popularity_of(version),
        name=version.name,
        keywords="\n".join(version.keywords),
        papers=_lines(results + answers + papers),
        card=card_of(version),
        body=_lines([version.requirements, *_guide_texts(version.guide)]),
    )


def _guide_texts(guide: list[dict[str, Any]]) -> list[str]:
    return [f"{step.get('title', '')} {step.get('text', '')}" for step in guide]


def _lines(texts: list[str]) -> str:
    """The texts once each; cut, since a tsvector may not pass 1 MB."""
    return "\n".join(dict.fromkeys(text for text in texts if text))[:60_000]
