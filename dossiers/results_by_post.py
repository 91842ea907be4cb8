"""Where a result is that goes by post: asked by pages here, told by whoever speaks with the post (`AppConfig.ready`).

As `followed_elsewhere`: the dossier knows that its result goes by post, and no parcel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    """What is told of a parcel: a sentence that anybody with the dossier's code may read, naming nobody and no place.

    With the `item_code` of the post more can be read there, so only the owner gets it.
    """

    sentence: str
    item_code: str = ""


#: Given a dossier's code: where its parcel is; None where there is nothing to say.
Told = Callable[[str], Parcel | None]

_tellers: dict[str, Told] = {}


def register(name: str, teller: Told) -> None:
    """Register a teller by name. ValueError when the name is taken by another."""
    if _tellers.get(name, teller) is not teller:
        raise ValueError(f"{name} is told of already")
    _tellers[name] = teller


def parcels(code: str) -> list[Parcel]:
    """What every teller says of the result of a dossier, in the order of their names."""
    return [said for name in sorted(_tellers) if (said := _tellers[name](code)) is not None]
