"""Every change of a due time, as the event that made it tells it: from when to when, by whom, why, and with which sum.

The log of events is append-only and chained by hashes, so the history of a due time is, too; no other table holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.statuses import Action

if TYPE_CHECKING:
    from dossiers.models import Dossier, Event

KEY = "due"
"""Where the data of an event tells a due time."""


@dataclass(frozen=True)
class DueChange:
    """One due time in the life of a dossier; `before` is None for the first."""

    at: datetime
    before: datetime | None
    after: datetime
    cause: str
    by: str
    unit: str
    reason: str


def first(dossier: Dossier) -> dict[str, Any]:
    """What the event of filing tells: the due time that counts until the dossier is received."""
    return {KEY: {"from": None, "to": dossier.due_at.isoformat(), "sum": dossier.due_sum}}


def told(dossier: Dossier, changes: dict[str, Any]) -> dict[str, Any]:
    """What an event about to change `dossier` tells of its due time; nothing where no clock was set.

    A clock that starts anew is told also where it ends at the same moment: filed and received on one Sunday, say.
    """
    after = changes.get("due_at")
    if after is None:
        return {}
    return {KEY: {"from": dossier.due_at.isoformat(), "to": after.isoformat(), "sum": changes["due_sum"]}}


def history(events: Iterable[Event]) -> list[DueChange]:
    """The due times that a dossier had, oldest first; `events` come with their units, in order."""
    return [_change(event) for event in events if KEY in event.data]


def _change(event: Event) -> DueChange:
    due = event.data[KEY]
    return DueChange(
        at=event.at,
        before=datetime.fromisoformat(due["from"]) if due["from"] else None,
        after=datetime.fromisoformat(due["to"]),
        cause=_cause(event),
        by=event.actor_name,
        unit=event.unit.name if event.unit else "",
        reason=event.note,
    )


def _cause(event: Event) -> str:
    if event.action == Action.ANSWER_SUPPLEMENT and "resumed" in event.data[KEY]["sum"]:
        return _("Đã bổ sung đủ giấy tờ: tính tiếp thời gian còn lại")
    return {
        Action.SUBMIT: _("Dự kiến khi nộp hồ sơ"),
        Action.RECEIVE: _("Tiếp nhận hồ sơ: bắt đầu tính thời hạn"),
        Action.HAND_OVER: _("Cơ quan có thẩm quyền nhận được hồ sơ: bắt đầu tính thời hạn"),
        Action.PAID: _("Đã nộp đủ phí, lệ phí: hết tạm dừng"),
        Action.APOLOGISE: _("Cơ quan giải quyết xin lỗi và hẹn lại"),
        Action.ANSWER_SUPPLEMENT: _("Đã bổ sung đủ giấy tờ: tính lại từ đầu"),
    }.get(Action(event.action), str(Action(event.action).label))
