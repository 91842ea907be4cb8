"""The worker's part of checking a decision of many procedures: the quality of each version, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django.utils.translation import override

from procedures import decision_checks
from procedures.decision_checks import CheckedChange
from procedures.models import DecisionChange, ImportRun
from procedures.quality import Finding

#: Procedures between two words on how far it is.
PIECE = 50


def carry_out(run: ImportRun, tell: Callable[[int, int], None]) -> tuple[int, int]:
    """Write on the run, unsaved, what was found in each procedure; how many were read, and how many are blocked.

    The words are Vietnamese, since others read them in a language of their own.
    """
    changes = list(decision_checks.changes_of(run.decision)) if run.decision else []
    run.faults, blocked = [], 0
    with override("vi"):
        for begin in range(0, len(changes), PIECE):
            found = decision_checks.found_in_content(changes[begin : begin + PIECE])
            run.faults += [_kept(pk, findings) for pk, findings in found.items() if findings]
            blocked += sum(any(finding.is_blocking for finding in findings) for findings in found.values())
            tell(min(begin + PIECE, len(changes)), len(changes))
    return len(changes), blocked


def _kept(change_id: int, findings: list[Finding]) -> dict[str, object]:
    return {"change": change_id, "findings": [asdict(finding) for finding in findings]}


def told(run: ImportRun) -> dict[int, list[Finding]]:
    """What a run found, by change."""
    return {row["change"]: [Finding(**finding) for finding in row["findings"]] for row in run.faults}


def with_standing(changes: list[DecisionChange], run: ImportRun) -> list[CheckedChange]:
    """Each change with what the run found in it and how it stands against the catalogue of this moment. One query."""
    found, standing = told(run), decision_checks.standing_faults(changes)
    return [
        CheckedChange(change, decision_checks.name_of(change), standing[change.pk] + found.get(change.pk, []))
        for change in changes
    ]
