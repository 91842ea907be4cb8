"""What invented dossiers are about: every published procedure that has a process of clerk, officer and leader."""

from __future__ import annotations

from typing import NamedTuple

from procedures.choices import VersionState
from procedures.models import Case, InternalProcess, ProcedureVersion, Step


class Matter(NamedTuple):
    """A procedure as it is filed: its usual case, its process with a step for each role, its first paper."""

    version: ProcedureVersion
    case: Case
    process: InternalProcess
    steps: dict[str, Step]
    component_id: int | None


def every_matter() -> list[Matter]:
    """Those in force, oldest first."""
    published = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, valid_to=None).order_by("pk")
    found = published.prefetch_related("cases__components", "processes__steps")
    return [matter for version in found if (matter := _matter(version))]


def _matter(version: ProcedureVersion) -> Matter | None:
    case = next(iter(version.cases.all()), None)
    process = next((one for one in version.processes.all() if one.case_id in (None, case and case.pk)), None)
    if case is None or process is None:
        return None
    steps = {step.role: step for step in reversed(process.steps.all())}
    if not {"clerk", "officer", "leader"} <= steps.keys():
        return None
    papers = case.papers()
    return Matter(version, case, process, steps, papers[0].pk if papers else None)
