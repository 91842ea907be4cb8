"""The steps of an invented dossier that were done, and the open one.

None is open while papers are awaited and after the end.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dossiers.loading.copying import Hole, Table
from dossiers.loading.matters import Matter
from dossiers.loading.ways import WAYS, WayStep, steps_of
from dossiers.statuses import Status

_UNITS = {"clerk": "receiving", "officer": "handling", "leader": "competent"}
LATER = timedelta(hours=4)
"""How long after its end a step that was done would have been due; `later0` and so on are the holes."""


def task_shape(table: Table, matter: Matter, status: Status) -> str:
    """The lines of the steps."""
    return "\n".join(table.shape(_row(matter, status, step)) for step in steps_of(status))


def _row(matter: Matter, status: Status, step: WayStep) -> dict[str, Any]:
    begun = {
        "dossier_id": Hole("id"),
        "step_id": matter.steps[step.role].pk,
        "unit_id": Hole(_UNITS[step.role]),
        "role": step.role,
        "opened_at": Hole(f"at{step.opened}"),
    }
    return begun | (_open(step) if step.ended is None else _done(status, step.ended))


def _open(step: WayStep) -> dict[str, Any]:
    """The worker marks no step of a clerk: reception and hand-over have clocks of their own."""
    return {"due_at": Hole("task_due"), "overdue_at": None if step.role == "clerk" else Hole("task_overdue")}


def _done(status: Status, ended: int) -> dict[str, Any]:
    outcome = WAYS[status][ended].action.value
    return {"due_at": Hole(f"later{ended}"), "finished_at": Hole(f"at{ended}"), "outcome": outcome}
