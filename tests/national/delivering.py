"""Rounds of the worker for the tests of the exchange: everything is due, and other channels are out of the way."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from dossiers.models import Dossier
from portal.national.gathering import content_of
from portal.national.told import Told, told_of
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.national.conftest import Portal

NATIONAL = OutboxMessage.objects.filter(channel="national")


def deliver() -> dict[str, int]:
    """Everything that waits for the national portal, as if every pause were over."""
    NATIONAL.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))
    OutboxMessage.objects.exclude(channel="national").delete()
    return dict(deliver_due())


def steps_there(portal: Portal, dossier: Dossier) -> list[str]:
    """The steps as they arrived, in order."""
    return [step["NoiDungXuLy"] for step in portal.store.steps(dossier.code)]


def steps_here(dossier: Dossier) -> list[str]:
    """The steps as they were to arrive."""
    return [content_of(event) for event in dossier.events.all() if told_of(event.action) == Told.STEP]
