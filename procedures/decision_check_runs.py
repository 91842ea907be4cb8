"""Who looks at the quality of a decision: a request at few procedures, the worker at many, with progress.

A run is for what was written when it began: whatever is written later makes it stale, and a stale check lets nothing
through. What changes without anybody writing (the catalogue in force) is looked at again with every question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures import decision_checking, decision_checks
from procedures.decision_checks import CheckedChange
from procedures.decision_rights import WRITING
from procedures.models import Decision, ImportRun, RunKind, RunState
from procedures.review import running

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User

#: A request checks so many procedures by itself, each some hundredths of a second.
MOST_AT_ONCE = 50


def is_large(decision: Decision) -> bool:
    """Whether the worker checks it. One query."""
    return decision.changes.count() > MOST_AT_ONCE


def start(decision: Decision, person: User, key: UUID) -> ImportRun:
    """A run for what is written now; one for just that which has not ended yet is given again."""
    standing = newest(decision)
    if standing is not None and standing.is_open:
        return standing
    told = {"decision": decision, "up_to": _last_written(decision), "total": decision.changes.count()}
    return running.start(RunKind.CHECK, person, key, **told)


def newest(decision: Decision) -> ImportRun | None:
    """The last run for what is written now; None when none was begun since the last word was written."""
    runs = ImportRun.objects.filter(kind=RunKind.CHECK, decision=decision, up_to=_last_written(decision))
    return runs.order_by("-pk").first()


def checked_changes(decision: Decision) -> list[CheckedChange] | None:
    """Every change with its findings; None where the worker has yet to look at what is written now."""
    if not is_large(decision):
        return decision_checks.checked_changes(decision)
    run = newest(decision)
    if run is None or run.state != RunState.DONE:
        return None
    return decision_checking.with_standing(list(decision_checks.changes_of(decision)), run)


def _last_written(decision: Decision) -> int:
    """The place in the log of the last writing: writers are locked one after another, so it never goes back."""
    written = decision.events.filter(act__in=WRITING).order_by("-pk")
    return written.values_list("pk", flat=True).first() or 0
