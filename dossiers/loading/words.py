"""What fills the holes of the shapes of one dossier."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from dossiers import chain
from dossiers.deadlines import DUE_SOON_SHARE
from dossiers.loading.copying import NULL
from dossiers.loading.recipes import Plan
from dossiers.loading.task_rows import LATER
from dossiers.loading.ways import WAYS, steps_of
from dossiers.statuses import OPEN, RUNNING

_SOON = float(DUE_SOON_SHARE)


def words_of(plan: Plan, now: datetime) -> dict[str, str]:
    """All but the id, the code, the owner and the hashes."""
    submitted, due = plan.submitted_at, plan.due_at
    said = {
        "public_id": str(uuid4()),
        "channel": plan.channel.value,
        "receiving": str(plan.place.receiving.pk),
        "competent": str(plan.place.competent.pk),
        "handling": str(plan.place.handling.pk),
        "due_at": _text(due),
        "due_sum": plan.due_sum,
        "task_due": _text(max(submitted, due)),
    }
    _marks(said, plan, now)
    end = now if plan.status in OPEN else min(due, now)
    way = len(WAYS[plan.status])
    ends = {step.ended for step in steps_of(plan.status)}
    pace = (end - submitted) / (way + 1)
    for place in range(way):
        moment = submitted + pace * place
        said[f"at{place}"] = _text(moment)
        if place in ends:
            said[f"later{place}"] = _text(moment + LATER)
    return said


def chained(said: dict[str, str], hashed: tuple[str, ...]) -> None:
    """Adds the hash of each event, each covering the one before."""
    for place, shape in enumerate(hashed, start=1):
        said[f"hash{place}"] = chain.digest(shape % said)


def _marks(said: dict[str, str], plan: Plan, now: datetime) -> None:
    """What the worker would have marked by now."""
    soon = plan.submitted_at + (plan.due_at - plan.submitted_at) * _SOON
    is_running = plan.status in RUNNING
    said["due_soon_from"] = _text(soon)
    said["due_soon_at"] = said["due_soon_from"] if is_running and soon <= now else NULL
    said["overdue_at"] = said["task_overdue"] = said["due_at"] if is_running and plan.due_at < now else NULL


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
