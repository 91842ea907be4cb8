"""What the catalogue asks of apps above it, which it may not import. Registered in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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


#: Given a day and a number of months: procedure's id, how many months (of 30 days) ago, and dossiers filed then.
FiledCounts = Callable[[date, int], Iterable[tuple[int, int, int]]]

_filed_counts: list[FiledCounts] = []


def tell_filed_counts(provider: FiledCounts) -> None:
    """Register who knows how many dossiers are filed. ValueError when somebody else does already."""
    if _filed_counts and _filed_counts[0] is not provider:
        raise ValueError("somebody tells already how many dossiers are filed")
    _filed_counts[:] = [provider]


def filed_counts(today: date, months: int) -> Iterable[tuple[int, int, int]]:
    """The dossiers of the months before ``today``; none where nobody keeps dossiers."""
    return _filed_counts[0](today, months) if _filed_counts else []
