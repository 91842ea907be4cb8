"""What higher apps may hang on an act on a ticket. Called inside the transaction; an error rolls the act back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent


@dataclass(frozen=True)
class Acted:
    """A ticket right after one event was written; what the act writes beside the event may follow it."""

    ticket: Ticket
    event: TicketEvent


Hook = Callable[[Acted], None]

_registered: dict[str, Hook] = {}


def register(name: str, hook: Hook) -> None:
    """Adds a hook under a unique name (from `AppConfig.ready`). ValueError when the name is taken."""
    if name in _registered:
        raise ValueError(f"a hook named {name} is registered already")
    _registered[name] = hook


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Call every hook, in the order of their names, so that it never depends on imports."""
    acted = Acted(ticket, event)
    for name in sorted(_registered):
        _registered[name](acted)
