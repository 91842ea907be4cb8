"""Which units end in a reorganisation. A unit that goes on keeps collecting what it asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from units.hooks import Reorganised, Taking


def ending(change: Reorganised) -> Mapping[int, Sequence[Taking]]:
    """By unit that ends (its id): who takes over, the largest share first."""
    return {unit: rows for unit, rows in change.takings.items() if not any(taking.stays for taking in rows)}


def takers(rows: Sequence[Taking]) -> str:
    """Their names, for a preview."""
    return " / ".join(dict.fromkeys(taking.name for taking in rows))
