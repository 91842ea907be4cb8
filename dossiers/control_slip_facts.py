"""The control slip (form 06) as `portal.documents.control_slip_form` wants it: who had the dossier from when to when.

NĐ 61/2018 Đ17 and TT 03/2025/TT-VPCP Annex I: each unit with the moment it was given the dossier, by whom and to whom,
and whether it was done early, in time or late. Units that were asked beside the process stand among the steps.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import forms_out
from dossiers.models import Consultation, Event, Task
from dossiers.outcomes import outcome
from dossiers.responsibility.time_spent import Held, time_spent
from dossiers.statuses import WITH_RESULT, Action
from portal.documents.control_slip_form import ControlSlip, ControlStep

if TYPE_CHECKING:
    from dossiers.models import Dossier

_SAME_STEP = (Action.CLAIM, Action.ASSIGN, Action.RELEASE, Action.RATE)
"""Acts that give the dossier to no other step."""


def of(dossier: Dossier, number: str) -> ControlSlip:
    """The slip of the dossier as it stands now, in three queries however many steps it took."""
    now, asked = timezone.now(), _asked(dossier)
    steps = sorted([*_steps(dossier, now), *(_opinion(row, now) for row in asked)], key=lambda step: step.handed_at)
    unit, apology = dossier.competent_unit, getattr(dossier, "apology", None)
    is_done = dossier.status in WITH_RESULT and dossier.finished_at is not None
    return ControlSlip(
        head=forms_out.letterhead(dossier, number, now),
        subject=dossier.title,
        competent_unit=unit.name,
        steps=steps,
        received_at=dossier.received_at or dossier.submitted_at,
        due_at=dossier.due_at,
        lookup_url=forms_out.lookup_url(dossier),
        coordinating_units=sorted({row.unit.name for row in asked}),
        contact=unit.phone or unit.hotline or settings.PORTAL_HOTLINE,
        due_before=apology.due_before if apology and apology.approved_at else None,
        finished_at=dossier.finished_at if is_done else None,
        outcome=outcome(dossier.due_at, dossier.finished_at, now) if is_done else "",
    )


def _asked(dossier: Dossier) -> list[Consultation]:
    rows = dossier.consultations.exclude(state=Consultation.State.WITHDRAWN)
    return list(rows.select_related("unit", "asked_by", "closed_by"))


def _steps(dossier: Dossier, now: datetime) -> list[ControlStep]:
    tasks = list(dossier.tasks.select_related("step", "unit__calendar", "assignee", "finished_by"))
    events = list(dossier.events.all())
    stretches = groupby(time_spent(tasks, events, now), key=lambda held: held.task.pk)
    held = {task: list(found) for task, found in stretches}
    return [_step(task, held.get(task.pk, []), events, now) for task in tasks]


def _step(task: Task, held: list[Held], events: list[Event], now: datetime) -> ControlStep:
    receiver = task.finished_by or task.assignee
    return ControlStep(
        unit_name=task.unit.name,
        handed_at=task.opened_at,
        giver=_giver(task, events),
        receiver=receiver.full_name if receiver else _("Chưa có người nhận"),
        outcome=outcome(task.due_at, task.finished_at, now),
        note=_note(task, held),
        step_name=task.step.name,
        due_at=task.due_at,
        done_at=task.finished_at,
    )


def _giver(task: Task, events: list[Event]) -> str:
    """Whoever did the act that opened the step: written in the same transaction, so it lies nearest in time."""
    acts = [event for event in events if event.action not in _SAME_STEP]
    return min(acts, key=lambda event: abs(event.at - task.opened_at)).actor_name


def _note(task: Task, held: list[Held]) -> str:
    """What the step came to, and how long each who held it had it."""
    ended = [str(Action(task.outcome).label)] if task.outcome in Action.values else []
    spent = [f"{one.person or _('Chưa có người nhận')}: {one.spent_in_words}" for one in held if one.spent]
    return "; ".join([*ended, *spent])


def _opinion(row: Consultation, now: datetime) -> ControlStep:
    return ControlStep(
        unit_name=row.unit.name,
        handed_at=row.asked_at,
        giver=row.asked_by.full_name if row.asked_by else "",
        receiver=row.closed_by.full_name if row.closed_by else _("Chưa có người nhận"),
        outcome=outcome(row.due_at, row.closed_at, now),
        note=str(row.get_opinion_display()) if row.opinion else "",
        step_name=str(row.get_asked_for_display()),
        due_at=row.due_at,
        done_at=row.closed_at,
    )
