"""What happened to an invented dossier until the status it has, and by whom."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dossiers.statuses import RUNNING, Action, Status

OWNER, CLERK, OFFICER, LEADER, WORKER = "", "Trần Văn Minh", "Lê Thị Hồng", "Phạm Quốc Bảo", "Hệ thống"


class Act(NamedTuple):
    """One event: what, the status after it, and who did it."""

    action: Action
    status: Status
    who: str


_RETURNED = (
    Act(Action.SUBMIT, Status.SUBMITTED, OWNER),
    Act(Action.RECEIVE, Status.RECEIVED, CLERK),
    Act(Action.HAND_OVER, Status.PROCESSING, CLERK),
    Act(Action.SUBMIT_FOR_SIGNATURE, Status.PROCESSING, OFFICER),
    Act(Action.APPROVE, Status.PROCESSING, LEADER),
    Act(Action.ISSUE, Status.FINISHED, WORKER),
    Act(Action.RETURN_RESULT, Status.RETURNED, CLERK),
)
WAYS: dict[Status, tuple[Act, ...]] = {
    Status.SUBMITTED: _RETURNED[:1],
    Status.RECEIVED: _RETURNED[:2],
    Status.PROCESSING: _RETURNED[:3],
    Status.SUPPLEMENT: (*_RETURNED[:3], Act(Action.REQUEST_SUPPLEMENT, Status.SUPPLEMENT, OFFICER)),
    Status.NOT_RECEIVED: (_RETURNED[0], Act(Action.REFUSE, Status.NOT_RECEIVED, CLERK)),
    Status.WITHDRAWN: (*_RETURNED[:3], Act(Action.WITHDRAW, Status.WITHDRAWN, OWNER)),
    Status.RETURNED: _RETURNED,
}

_STEP_ENDS = {"clerk": Action.HAND_OVER, "officer": Action.SUBMIT_FOR_SIGNATURE, "leader": Action.ISSUE}


def place_of(status: Status, action: Action) -> int | None:
    """Where on the way to a status an act comes, if it does."""
    actions = [act.action for act in WAYS[status]]
    return actions.index(action) if action in actions else None


class WayStep(NamedTuple):
    """A step that was begun: by which act, and which ended it; None while it is open."""

    role: str
    opened: int
    ended: int | None


@cache
def steps_of(status: Status) -> tuple[WayStep, ...]:
    """The steps on the way to a status. What pauses or ends a dossier ends the step it stands at."""
    opened, steps = 0, list[WayStep]()
    for role, outcome in _STEP_ENDS.items():
        ended = place_of(status, outcome)
        if ended is None:
            last = len(WAYS[status]) - 1
            return (*steps, WayStep(role, opened, None if status in RUNNING else last))
        steps.append(WayStep(role, opened, ended))
        opened = ended
    return tuple(steps)
