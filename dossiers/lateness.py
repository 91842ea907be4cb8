"""Marks of what was late on the way in: the reception of an online dossier, and its hand-over.

NĐ 118/2025 Đ17–18: an online dossier not received within one working day is received late. NĐ 309/2026 Đ18(2): handed
over the same working day, after 15:00 the next morning. The worker marks what is late while it waits; these mark
what was late and done before the worker's next round.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dossiers import deadlines
from dossiers.statuses import Channel

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from units.models import Unit

Marks = dict[str, datetime | None]


def reception_due(channel: str, unit: Unit, start: datetime) -> datetime | None:
    """Until when a filing is to be received: online within one working day, at a counter on the spot."""
    return deadlines.reception_due(unit, start) if channel == Channel.ONLINE else None


def at_reception(dossier: Dossier, now: datetime) -> Marks:
    """What the reception leaves on the dossier."""
    return {"late_reception_at": _mark(dossier.late_reception_at, dossier.reception_due_at, now)}


def at_hand_over(dossier: Dossier, now: datetime) -> Marks:
    """What the hand-over leaves on the dossier."""
    return {"late_hand_over_at": _mark(dossier.late_hand_over_at, dossier.hand_over_due_at, now)}


def _mark(marked: datetime | None, due: datetime | None, now: datetime) -> datetime | None:
    if marked is not None or due is None:
        return marked
    return now if now > due else None
