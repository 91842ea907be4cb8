"""Form 06: what the control slip says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.documents.forms import Letterhead


@dataclass(frozen=True)
class ControlStep:
    """One hand-over in the control slip; `outcome` is "Trước hạn", "Đúng hạn", "Quá hạn" or empty while open.

    Received at `handed_at`, to be done by `due_at`, handed on at `done_at` (None while it lies there).
    """

    unit_name: str
    handed_at: datetime
    giver: str
    receiver: str
    outcome: str = ""
    note: str = ""
    step_name: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class ControlSlip:
    """Form 06, phiếu kiểm soát quá trình giải quyết hồ sơ, drawn from the dossier's event log.

    `due_before` is the due time that an apology replaced; `outcome` is that of the whole dossier.
    """

    head: Letterhead
    subject: str
    competent_unit: str
    steps: list[ControlStep]
    received_at: datetime
    due_at: datetime | None
    lookup_url: str
    coordinating_units: list[str] = field(default_factory=list)
    contact: str = ""
    due_before: datetime | None = None
    finished_at: datetime | None = None
    outcome: str = ""
