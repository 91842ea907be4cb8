"""Whether another system shows a dossier as it stands: asked by pages here, told by apps above (`AppConfig.ready`).

The axis of the exchange is kept by whoever exchanges; a dossier does not know who else is told of it.
"""

from __future__ import annotations

from collections.abc import Callable

#: Given a dossier's code: a sentence for its owner; "" where there is nothing to say.
Told = Callable[[str], str]

_tellers: dict[str, Told] = {}


def register(name: str, teller: Told) -> None:
    """Register a system by name. ValueError when the name is taken by another."""
    if _tellers.get(name, teller) is not teller:
        raise ValueError(f"{name} is told of already")
    _tellers[name] = teller


def sentences(code: str) -> list[str]:
    """What every system says of a dossier, in the order of their names."""
    return [said for name in sorted(_tellers) if (said := _tellers[name](code))]
