"""Open tickets of a unit that ended go to whoever took over from it: nothing told stays with nobody.

State, due times and the rung of the ladder stay as they are; the reporter is told. Of a unit that goes on, those go
whose place lies in a part that was taken off it. Tickets that are over keep their unit: its page leads to today's.

What is told about the head of an agency never comes to that agency this way, nor to the one that takes over from it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hotline import about_heads, log
from hotline.actors import Actor
from hotline.kinds import OPEN, Action
from hotline.models import Ticket
from units import areas
from units.hooks import Carried, Forecast, Reorganised, Taking
from units.reorganising import following

if TYPE_CHECKING:
    from collections.abc import Sequence

    from units.models import Unit


def foresee(change: Reorganised) -> list[Forecast]:
    """How many open tickets would go from each unit to which other one. One query."""
    found = Counter((unit, taking.name) for unit, taking in _leaving(change).values())
    return [Forecast(unit, name, count) for (unit, name), count in sorted(found.items())]


def carry(change: Reorganised, limit: int) -> Carried:
    """Move one batch in the caller's transaction; tickets that somebody acts on now are left for the next one."""
    leaving = _leaving(change)
    rows = Ticket.objects.filter(pk__in=list(leaving)[:limit]).select_related("handling_unit")
    tickets = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    staff = following.staff_there(change) if tickets else set()
    for ticket in tickets:
        _unit, taking = leaving[ticket.pk]
        _move(ticket, change, taking, is_staying=(ticket.owner_id, taking.agency) in staff)
    return Carried(len(tickets), len(leaving) - len(tickets))


def _leaving(change: Reorganised) -> dict[int, tuple[int, Taking]]:
    """By open ticket that goes (its id): the unit that it leaves, and who takes it."""
    waiting = Ticket.objects.filter(state__in=OPEN, handling_unit__in=list(change.takings))
    rows = waiting.filter(received_at__lt=change.until) if change.until else waiting
    chosen = {
        pk: (unit, _taker(change.takings[unit], place))
        for pk, unit, place in rows.order_by("pk").values_list("pk", "handling_unit", "place")
    }
    return {pk: (unit, taking) for pk, (unit, taking) in chosen.items() if not taking.stays}


def _taker(takings: Sequence[Taking], place: str) -> Taking:
    """The one whose areas name the place, else the old unit where it goes on, else the largest share."""
    named = (taking for taking in takings if any(areas.is_named(area, place) for area in taking.areas))
    staying = (taking for taking in takings if taking.stays)
    return next(named, None) or next(staying, takings[0])


def _move(ticket: Ticket, change: Reorganised, taking: Taking, *, is_staying: bool) -> None:
    old, unit = ticket.handling_unit, taking.unit
    if unit is None:
        raise ValueError("the units that take over do not exist yet")
    if _is_of_its_head(ticket, change, taking):
        unit, is_staying = _elsewhere(ticket, change), False
    changes = {"handling_unit": unit} if is_staying else {"handling_unit": unit, "owner": None}
    data = {"decision": change.decision, "from": old.code, "to": unit.code, "to_name": unit.name}
    words = following.in_words(change, [(old, unit)])
    log.move(ticket, Action.MOVE_UNIT, Actor.system(), note=words, data=data, changes=changes)


def _is_of_its_head(ticket: Ticket, change: Reorganised, taking: Taking) -> bool:
    """Whether the ticket is about the head of the agency that would take it, or of one that passes into that agency."""
    if taking.unit is None or not ticket.is_about_head or ticket.about_unit is None:
        return False
    about = ticket.about_unit.agency
    heirs = {each.unit.agency.pk for each in change.takings.get(about.pk, ()) if each.unit is not None}
    return taking.unit.agency.pk in heirs | {about.pk}


def _elsewhere(ticket: Ticket, change: Reorganised) -> Unit:
    """Another one that takes over, else where reports about that head wait."""
    takings = change.takings[ticket.handling_unit_id]
    others = (each for each in takings if not each.stays and not _is_of_its_head(ticket, change, each))
    found = next((each.unit for each in others if each.unit is not None), None)
    return found or about_heads.home_of(ticket.about_unit)
