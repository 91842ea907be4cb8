"""What the catalogue asks of apps above it, which it may not import. Registered in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

#: Given ids of procedures: by id, the day (in Viet Nam) of the last dossier; no entry where there never was one.
LastFiled = Callable[[Collection[int]], dict[int, date]]

_last_filed: list[LastFiled] = []


def tell_last_filed(provider: LastFiled) -> None:
    """Register who knows when a procedure was last used. ValueError when somebody else does already."""
    if _last_filed and _last_filed[0] is not provider:
        raise ValueError("somebody tells already when procedures were last used")
    _last_filed[:] = [provider]


def last_filed(procedure_ids: Collection[int]) -> dict[int, date]:
    """By procedure, the day of its last dossier; empty where nobody keeps dossiers."""
    return _last_filed[0](procedure_ids) if _last_filed else {}
