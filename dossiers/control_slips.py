"""Asking for the control slip (form 06): by itself when a received dossier ends, by hand whenever staff want it.

A slip is numbered by the last event that it tells of: asked for again while nothing has happened it is the same one.
It is for the units concerned and their supervisors, never for who filed: it names who held the dossier how long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from dossiers import paperwork
from dossiers.models import Paperwork
from dossiers.statuses import CLOSED

if TYPE_CHECKING:
    from dossiers.hooks import Moved
    from dossiers.models import Dossier


def ask_at_end(moved: Moved) -> None:
    """Asks for the slip of a dossier that ends with this move; none for one that nobody received."""
    dossier, event = moved.dossier, moved.event
    if event.status_to in CLOSED and event.status_from not in CLOSED and dossier.received_at is not None:
        paperwork.ask(dossier, Paperwork.Kind.CONTROL_SLIP, event.at, number=event.sequence)


def ask_now(dossier: Dossier) -> int:
    """Asks for the slip of the dossier as it stands; its number."""
    paperwork.ask(dossier, Paperwork.Kind.CONTROL_SLIP, timezone.now(), number=dossier.last_sequence)
    return dossier.last_sequence
