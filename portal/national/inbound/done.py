"""What came of a message that was done."""

from __future__ import annotations

from dataclasses import dataclass

from dossiers.models import Dossier


@dataclass(frozen=True)
class Done:
    """In words that name nobody, with the dossier it was about, if any."""

    outcome: str
    dossier: Dossier | None = None
