"""Bringing the national portal up to date with one event: the dossier's state, then the step.

Each part is safe to do again. A state is written over; a step would be added twice, so after a try that may have
arrived what is there is read first, and only what is missing is sent.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from dossiers.models import Dossier, Event
from portal.national import gathering, proving
from portal.national.drivers.base import Message, NationalDriver, There
from portal.national.messages import dossier_message, step_message
from portal.national.models import Standing
from portal.national.told import Told, told_of

#: What tells one step from another there; a role may be named otherwise by the time it is told again.
STEP_IDENTITY = ("MaHoSo", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")


def tell(driver: NationalDriver, dossier_id: int, sequence: int, *, maybe_there: bool) -> None:
    """Tell one event of a dossier, within the caller's transaction. Raises the failures of the driver.

    The state of now is told, and not again by the messages of events that it holds already.
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    event = dossier.events.select_related("unit", "actor").get(sequence=sequence)
    there = driver.look_up(gathering.code_there(dossier)) if maybe_there else None
    standing = Standing.objects.filter(pk=dossier.pk).first()
    if standing is None or maybe_there or standing.told_sequence < sequence:
        # Only now: most of what a dossier's message names is read for nothing where a step alone is told.
        _tell_state(driver, gathering.with_all(dossier_id), event, standing, there)
    if told_of(event.action) == Told.STEP:
        _tell_step(driver, dossier, event, there)


def _tell_state(
    driver: NationalDriver, dossier: Dossier, event: Event, standing: Standing | None, there: There | None
) -> None:
    message = dossier_message(gathering.dossier_facts(dossier))
    if there is None or there.dossier != message:
        exchange = driver.put_dossiers([message], are_known=standing is not None or there is not None)
        proving.keep(dossier.code, event.sequence, exchange)
    now = timezone.now()
    Standing.objects.update_or_create(
        dossier=dossier,
        defaults={"told_sequence": dossier.last_sequence, "told_at": now},
        create_defaults={"told_sequence": dossier.last_sequence, "told_at": now, "first_told_at": now},
    )


def _tell_step(driver: NationalDriver, dossier: Dossier, event: Event, there: There | None) -> None:
    message = step_message(gathering.step_facts(dossier, event))
    if there is not None and count_of(message, there.steps) >= _told_until(dossier, event):
        return
    proving.keep(dossier.code, event.sequence, driver.put_steps([message]))


def identity_of(step: Message) -> tuple[str, ...]:
    """What tells a step from others: as text, since adapters write codes as numbers or as text."""
    return tuple(str(step.get(name, "")) for name in STEP_IDENTITY)


def count_of(message: Message, steps: tuple[Message, ...]) -> int:
    """How often a step stands among those that are there."""
    wanted = identity_of(message)
    return sum(identity_of(step) == wanted for step in steps)


def _told_until(dossier: Dossier, event: Event) -> int:
    """How many events up to this one give the same step: messages count in seconds, and a second may hold two."""
    second = event.at.replace(microsecond=0)
    return dossier.events.filter(
        action=event.action,
        status_to=event.status_to,
        at__gte=second,
        at__lt=second + timedelta(seconds=1),
        sequence__lte=event.sequence,
    ).count()
