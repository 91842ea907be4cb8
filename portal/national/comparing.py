"""How a dossier there differs from ours: pure once both sides are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dossiers.models import Event
from dossiers.statuses import Action
from portal.national import gathering
from portal.national.drivers.base import There
from portal.national.messages import codes
from portal.national.messages.fields import moment_text
from portal.national.models.checks import DifferenceKind
from portal.national.reading import Logged
from portal.national.synchronising import identity_of
from portal.national.told import Told, told_of

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One difference; `events` are the sequences whose telling again mends it."""

    kind: DifferenceKind
    here: str
    there: str
    events: tuple[int, ...] = ()


def steps_of(logged: Logged) -> dict[int, Identity]:
    """The steps that were to be told, by the sequence of their event, oldest first.

    What an older system did, it told: of a dossier that came over only what happened here counts.
    """
    taken = _taking_over(logged)
    begun = taken.sequence if taken else 0
    told = [event for event in logged.events if event.sequence > begun and told_of(event.action) == Told.STEP]
    return {event.sequence: _identity(logged.code_there, event) for event in told}


def since_taken_over(logged: Logged, there: There | None) -> There | None:
    """What is there without the steps of an older system, from which the dossier came over."""
    taken = _taking_over(logged)
    if there is None or taken is None:
        return there
    since = moment_text(taken.at)
    return There(there.dossier, tuple(step for step in there.steps if identity_of(step)[1] >= since))


def _taking_over(logged: Logged) -> Event | None:
    return next((event for event in logged.events if event.action == Action.TAKE_OVER), None)


def _identity(code: str, event: Event) -> Identity:
    """What `identity_of` gives for the step of an event; without the look-ups that the rest of a step needs."""
    return code, moment_text(event.at), gathering.content_of(event), codes.STATUSES[event.status_to]


def differences(status: int, steps: dict[int, Identity], there: There | None) -> list[Found]:
    """Every way in which the two differ; [] when they agree."""
    if there is None:
        return [Found(DifferenceKind.MISSING, codes.STATUSES[status], "", tuple(steps))]
    found = []
    if there.status != codes.STATUSES[status]:
        newest = tuple(steps)[-1:]
        found.append(Found(DifferenceKind.STATUS, codes.STATUSES[status], there.status[:60], newest))
    return found + _steps_apart(steps, [identity_of(step) for step in there.steps])


def _steps_apart(here: dict[int, Identity], there: list[Identity]) -> list[Found]:
    ours, theirs = list(here.values()), Counter(there)
    missing, too_many = Counter(ours) - theirs, theirs - Counter(ours)
    sizes = str(len(ours)), str(len(there))
    found = []
    if missing:
        events = tuple(sequence for sequence, step in here.items() if step in missing)
        found.append(Found(DifferenceKind.STEPS_MISSING, *sizes, events))
    if too_many:
        found.append(Found(DifferenceKind.STEPS_TOO_MANY, *sizes))
    if not found and ours != there:
        found.append(Found(DifferenceKind.STEPS_ORDER, *sizes))
    return found
