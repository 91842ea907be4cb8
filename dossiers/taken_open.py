"""How a dossier that was open in another system goes on here: at which step, and until when each part is to be done.

What its receipt promised is kept (`deadlines.kept`); the inner terms, of the counter and of the step, begin when it is
taken over, since nobody here could act before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dossiers import deadlines, lateness, placing, steps
from dossiers.models import Task
from dossiers.placing import Place
from dossiers.statuses import Status

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from procedures.models import Step
    from units.models import Unit

TAKEN_OPEN = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING)
"""Open statuses that come over. What waits for papers or money (5, 6) was asked for there and comes in there."""


def way_in(status: Status, channel: str, unit: Unit, received_at: datetime | None, now: datetime) -> dict[str, Any]:
    """The moments and terms of reception and hand-over that belong to the status."""
    if status == Status.SUBMITTED:
        return {"reception_due_at": lateness.reception_due(channel, unit, now)}
    if status == Status.RECEIVED:
        return {"hand_over_due_at": deadlines.hand_over_due(unit, now)}
    return {"handed_over_at": received_at, "competent_received_at": received_at}


def tasks(standing: Iterable[tuple[Dossier, Step]], now: datetime) -> list[Task]:
    """The open task of each dossier at its step, nobody's yet: its unit shares them out. The caller writes them."""
    places: dict[tuple[int, int, int, int], Place] = {}
    found = []
    for dossier, step in standing:
        key = (step.pk, dossier.receiving_unit_id, dossier.competent_unit_id, dossier.handling_unit_id)
        place = places.get(key) or places.setdefault(key, placing.place_of(step, steps.route_of(dossier)))
        due_at = dossier.hand_over_due_at or deadlines.step_due(step, place.unit, now)
        found.append(
            Task(
                dossier=dossier,
                step=step,
                unit=place.unit,
                mark=place.mark,
                role=step.role,
                opened_at=now,
                due_at=due_at,
            )
        )
    return found
