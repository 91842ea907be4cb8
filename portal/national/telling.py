"""Telling the national portal that a dossier moved: one small message, in the transaction of the move.

The message names the event only. What it says of it is written when it leaves, from the append-only log and the dossier
as it stands by then: filing costs one row, and what waited for a day arrives up to date (docs/decisions/0027).
"""

from __future__ import annotations

from dossiers.hooks import Moved
from portal.national.channel import CHANNEL
from portal.national.connection import is_connected
from portal.national.told import Told, told_of
from portal.outbox.putting import put


def tell_move(moved: Moved) -> None:
    """Put the event into the outbox; nothing while no national portal is set."""
    if is_connected() and told_of(moved.event.action) != Told.NOTHING:
        tell_event(moved.dossier.pk, moved.dossier.code, moved.event.sequence)


def tell_event(dossier_id: int, code: str, sequence: int, again: str = "") -> None:
    """Tell one event; `again` names a further time, such as the day on which a difference was found."""
    once = f"{code}/{sequence}/{again}" if again else f"{code}/{sequence}"
    put(CHANNEL, code, {"dossier": dossier_id, "sequence": sequence} | ({"again": True} if again else {}), once)
