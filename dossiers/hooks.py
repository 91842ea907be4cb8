"""What higher apps may hang on a dossier's move. Called inside the transaction; an error rolls the move back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dossiers.models import Dossier, Event


@dataclass(frozen=True)
class Moved:
    """A dossier right after one event was written."""

    dossier: Dossier
    event: Event


Hook = Callable[[Moved], None]

_registered: dict[str, Hook] = {}


def register(name: str, hook: Hook) -> None:
    """Adds a hook under a unique name (from `AppConfig.ready`). ValueError when the name is taken."""
    if name in _registered:
        raise ValueError(f"a hook named {name} is registered already")
    _registered[name] = hook


def registered() -> list[Hook]:
    """The hooks in the order of their names, so that the order never depends on imports."""
    return [_registered[name] for name in sorted(_registered)]
