"""Bringing the national portal up to date with events: the dossiers' states, then their steps.

Each part is safe to do again. A state is written over; a step would be added twice, so after a try that may have
arrived what is there is read first, and only what is missing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from dossiers.models import Dossier, Event
from portal.national import gathering, proving, reading
from portal.national.drivers.base import Message, NationalDriver, There
from portal.national.messages import dossier_message, step_message
from portal.national.models import Standing
from portal.national.reading import Logged
from portal.national.told import Told, told_of

#: What tells one step from another there; a role may be named otherwise by the time it is told again.
STEP_IDENTITY = ("MaHoSo", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")


@dataclass(frozen=True)
class Telling:
    """One event of a dossier that is to be told; `maybe_there`: an earlier try may have brought it there."""

    dossier: int
    sequence: int
    maybe_there: bool = False


@dataclass(frozen=True)
class _Turn:
    """A telling with what it needs to know."""

    logged: Logged
    event: Event
    standing: Standing | None
    maybe_there: bool
    there: There | None

    @property
    def dossier(self) -> Dossier:
        return self.logged.dossier

    @property
    def is_known(self) -> bool:
        return self.standing is not None or self.there is not None

    @property
    def asks_for_state(self) -> bool:
        return self.standing is None or self.maybe_there or self.standing.told_sequence < self.event.sequence


def tell(driver: NationalDriver, tellings: Sequence[Telling]) -> None:
    """Tell events of as many dossiers, one each, within the caller's transaction. Raises the failures of the driver.

    The state of now is told, and not again by the messages of events that it holds already. States leave in one call
    for the new dossiers and one for the others, steps in one.
    """
    turns = _turns(driver, tellings)
    # Only now: most of what a dossier's message names is read for nothing where a step alone is told.
    _tell_states(driver, [turn for turn in turns if turn.asks_for_state])
    _tell_steps(driver, [turn for turn in turns if told_of(turn.event.action) == Told.STEP])


def _turns(driver: NationalDriver, tellings: Sequence[Telling]) -> list[_Turn]:
    dossiers = reading.logged(telling.dossier for telling in tellings)
    standings = Standing.objects.in_bulk([*dossiers])
    turns = []
    for telling in tellings:
        logged = dossiers[telling.dossier]
        there = driver.look_up(logged.code_there) if telling.maybe_there else None
        standing = standings.get(telling.dossier)
        turns.append(_Turn(logged, logged.event(telling.sequence), standing, telling.maybe_there, there))
    return turns


def _tell_states(driver: NationalDriver, turns: Sequence[_Turn]) -> None:
    if not turns:
        return
    facts = gathering.dossiers_facts(turn.logged for turn in turns)
    messages = [(turn, dossier_message(facts[turn.dossier.pk])) for turn in turns]
    differing = [(turn, message) for turn, message in messages if turn.there is None or turn.there.dossier != message]
    for are_known in (False, True):
        named = [(turn, message) for turn, message in differing if turn.is_known == are_known]
        if named:
            exchange = driver.put_dossiers([message for _turn, message in named], are_known=are_known)
            proving.keep_each(exchange, _by_event(named))
    _stand(turn.dossier for turn in turns)


def _stand(dossiers: Iterable[Dossier]) -> None:
    """Write down up to which event the states hold."""
    now = timezone.now()
    rows = (
        Standing(dossier=dossier, told_sequence=dossier.last_sequence, told_at=now, first_told_at=now)
        for dossier in dossiers
    )
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["dossier"], update_fields=["told_sequence", "told_at"]
    )


def _tell_steps(driver: NationalDriver, turns: Sequence[_Turn]) -> None:
    facts = gathering.steps_facts((turn.logged, turn.event) for turn in turns)
    messages = [(turn, step_message(fact)) for turn, fact in zip(turns, facts, strict=True)]
    missing = [(turn, message) for turn, message in messages if not _stands_there(turn, message)]
    if missing:
        exchange = driver.put_steps([message for _turn, message in missing])
        proving.keep_each(exchange, _by_event(missing))


def _by_event(named: Iterable[tuple[_Turn, Message]]) -> dict[tuple[str, int], Message]:
    return {(turn.dossier.code, turn.event.sequence): message for turn, message in named}


def _stands_there(turn: _Turn, message: Message) -> bool:
    return turn.there is not None and count_of(message, turn.there.steps) >= _told_until(turn.logged, turn.event)


def identity_of(step: Message) -> tuple[str, ...]:
    """What tells a step from others: as text, since adapters write codes as numbers or as text."""
    return tuple(str(step.get(name, "")) for name in STEP_IDENTITY)


def count_of(message: Message, steps: tuple[Message, ...]) -> int:
    """How often a step stands among those that are there."""
    wanted = identity_of(message)
    return sum(identity_of(step) == wanted for step in steps)


def _told_until(logged: Logged, event: Event) -> int:
    """How many events up to this one give the same step: messages count in seconds, and a second may hold two."""
    second = event.at.replace(microsecond=0)
    return sum(
        other.action == event.action
        and other.status_to == event.status_to
        and second <= other.at < second + timedelta(seconds=1)
        and other.sequence <= event.sequence
        for other in logged.events
    )
