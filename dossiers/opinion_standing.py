"""How a question to another unit stands, in the words and tones of pages; and what outsiders may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Consultation
from dossiers.standing import working_days_left
from portal.ui.parts import Due, State, Tone
from units import calendars

if TYPE_CHECKING:
    from dossiers.models import Dossier


@dataclass(frozen=True)
class Shown:
    """One question with how it stands."""

    consultation: Consultation
    state: State
    due: Due | None


def state_of(row: Consultation) -> State:
    """Answered, no longer asked, waiting or overdue."""
    if row.state == Consultation.State.ANSWERED:
        return State(Tone.DONE, _("Đã trả lời trễ hạn") if row.is_overdue() else row.get_state_display())
    if row.state == Consultation.State.WITHDRAWN:
        return State(Tone.STOPPED, row.get_state_display())
    return State(Tone.OVERDUE, _("Quá hạn trả lời")) if row.is_overdue() else State(Tone.PAUSED, _("Chờ trả lời"))


def due_of(row: Consultation) -> Due | None:
    """Until when an answer is owed, with the working days left; None when none is. The unit comes with its calendar."""
    if not row.is_open:
        return None
    left = working_days_left(calendars.calendar_of(row.unit), timezone.now(), row.due_at)
    return Due(row.due_at, Tone.OVERDUE if row.is_overdue() else Tone.IN_TIME, left)


def shown(dossier: Dossier) -> list[Shown]:
    """All questions about a dossier with their answers, for who works on it. One query."""
    return [Shown(row, state_of(row), due_of(row)) for row in dossier.questions]


def owed(dossier: Dossier) -> list[Shown]:
    """Who is asked and whether they answered, for the owner: names of agencies and states, never what is said.

    Nothing once nobody owes an answer any more (TT 01/2018 Đ16: what officers say to each other stays inside).
    """
    rows = [row for row in dossier.questions if row.state != Consultation.State.WITHDRAWN]
    if not any(row.is_open for row in rows):
        return []
    return [Shown(row, state_of(row), due_of(row)) for row in rows]
