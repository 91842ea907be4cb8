"""The log of an invented dossier: one shape for each status, and of each event what its hash covers.

The shape of what is hashed is made by `chain` itself from an event full of marks, so that it can't differ from what
`chain` proves.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from dossiers import chain
from dossiers.loading.copying import Hole, Table
from dossiers.loading.ways import CLERK, LEADER, OFFICER, WAYS, Act
from dossiers.models import Event
from dossiers.statuses import Status

_UNITS = {CLERK: "receiving", OFFICER: "handling", LEADER: "competent"}
_UNIT_MARK = 987_654_321_987
_FIRST_MARK = datetime(1900, 1, 1, tzinfo=UTC)


class EventShapes(NamedTuple):
    """The lines of the log, and what is hashed for each: `hash1` and so on are the holes for what comes out."""

    lines: str
    hashed: tuple[str, ...]


def event_shapes(table: Table, status: Status) -> EventShapes:
    """The whole way to a status."""
    lines, hashed, before = [], [], None
    for place, act in enumerate(WAYS[status]):
        lines.append(_line(table, place, act, before))
        hashed.append(_hashed(place, act, before))
        before = int(act.status)
    return EventShapes("\n".join(lines), tuple(hashed))


def _line(table: Table, place: int, act: Act, before: int | None) -> str:
    unit = _UNITS.get(act.who)
    return table.shape(
        {
            **_fixed(place, act, before),
            "dossier_id": Hole("id"),
            "actor_name": act.who or Hole("owner"),
            "unit_id": unit and Hole(unit),
            "at": Hole(f"at{place}"),
            "previous_hash": Hole(f"hash{place}") if place else "",
            "hash": Hole(f"hash{place + 1}"),
        }
    )


def _hashed(place: int, act: Act, before: int | None) -> str:
    """What is hashed, with holes where the marks stood. Names and codes need no escaping in JSON."""
    unit, moment = _UNITS.get(act.who), _FIRST_MARK + timedelta(seconds=place)
    event = Event(
        **_fixed(place, act, before),
        actor_name=act.who or "<owner>",
        unit_id=unit and _UNIT_MARK,
        at=moment,
        previous_hash="<previous>" if place else "",
    )
    marks = {
        "<code>": "code",
        "<owner>": "owner",
        "<previous>": f"hash{place}",
        moment.isoformat(timespec="microseconds"): f"at{place}",
        str(_UNIT_MARK): unit,
    }
    text = chain.canonical(event, "<code>").replace("%", "%%")
    for mark, name in marks.items():
        text = text.replace(mark, f"%({name})s")
    return text


def _fixed(place: int, act: Act, before: int | None) -> dict[str, Any]:
    return {
        "sequence": place + 1,
        "action": act.action.value,
        "status_from": before,
        "status_to": int(act.status),
        "data": {},
    }
