"""Dossiers of a unit that ended go to whoever took over from it, where somebody still has work with them.

Of a unit that goes on, those go whose matter lies in a part that was taken off it; the others never hear of it.
Status, due times and the clock stay as they are; each dossier gets one event, and its owner a letter. Dossiers that are
over keep their unit: its page leads to the one of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from dossiers import lifecycle
from dossiers.actors import Actor
from dossiers.models import Dossier, Party, Task
from dossiers.routing import deciding_question
from dossiers.statuses import OPEN, Action, PartyRole
from dossiers.visibility import PLACES
from payments.reorganised import orders as fee_orders_moved
from procedures.models import Case
from units import areas
from units.hooks import Carried, Forecast, Reorganised, Taking, taken_by
from units.reorganising import following

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from units.models import Unit


@dataclass(frozen=True)
class Choice:
    """The agency that a dossier goes to, and what decided: its address, or the largest share."""

    agency: str
    by: str
    stays: bool = False


def foresee(change: Reorganised) -> list[Forecast]:
    """How many dossiers would go from each unit to which other one; a dossier counts once a unit it stands at."""
    found: Counter[tuple[int, str]] = Counter()
    for choice, standing in _choices(change).values():
        for unit in standing:
            found[unit, taken_by(change.takings[unit], choice.agency).name] += 1
    return [Forecast(unit, name, count) for (unit, name), count in sorted(found.items())]


def carry(change: Reorganised, limit: int) -> Carried:
    """Move one batch in the caller's transaction; dossiers that somebody acts on now are left for the next one."""
    leaving = list(_choices(change)) if _goes_on(change) else None
    batch = _waiting(change.takings)[:limit] if leaving is None else leaving[:limit]
    rows = Dossier.objects.filter(pk__in=list(batch)).prefetch_related("parties", "tasks")
    related = ("receiving_unit", "competent_unit", "handling_unit", "submitted_by", "case__eform")
    dossiers = lifecycle.lock_free_ones(rows.select_related(*related))
    staff = following.staff_there(change)
    for dossier in dossiers:
        _move(dossier, change, staff)
    fee_orders_moved.follow(change, {dossier.code: dossier.competent_unit for dossier in dossiers})
    left = _waiting(change.takings).count() if leaving is None else len(leaving) - len(dossiers)
    return Carried(len(dossiers), left)


def _goes_on(change: Reorganised) -> bool:
    """Whether the old units go on, so that what no area names stays with them."""
    return any(taking.stays for rows in change.takings.values() for taking in rows)


def _choices(change: Reorganised) -> dict[int, tuple[Choice, set[int]]]:
    """By dossier that would move (its id), where it goes and the units that it leaves. Four queries."""
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER)
    waiting = Dossier.objects.filter(pk__in=list(_waiting(change.takings)))
    rows = waiting.filter(submitted_at__lt=change.until) if change.until else waiting
    told = rows.annotate(
        owner_commune=Subquery(owner.values("commune_code")[:1]), owner_street=Subquery(owner.values("street")[:1])
    )
    cases = Case.objects.filter(pk__in=rows.values("case")).select_related("eform").in_bulk()
    tasks: dict[int, set[int]] = {}
    for dossier, unit in Task.objects.filter(
        finished_at=None, dossier__in=rows, unit__in=list(change.takings)
    ).values_list("dossier_id", "unit_id"):
        tasks.setdefault(dossier, set()).add(unit)
    places = (*(f"{place}_id" for place in PLACES), "owner_commune", "owner_street")
    found: dict[int, tuple[Choice, set[int]]] = {}
    for pk, case, form, *units, commune, street in told.order_by("pk").values_list("pk", "case", "form", *places):
        standing = {unit for unit in units if unit in change.takings} or tasks.get(pk, set())
        eform = cases[case].eform
        place = place_of_matter(eform.schema if eform else {}, form) or (commune or "", street or "")
        choice = choose(_offered(change, standing), *place, change.communes)
        if standing and not choice.stays:
            found[pk] = (choice, standing)
    return found


def _waiting(units: Collection[int]) -> QuerySet[Any, int]:
    """Ids of dossiers with work at the units: through the partial indexes of open dossiers and open tasks."""
    units = list(units)
    at = Dossier.objects.filter(status__in=OPEN).values_list("pk", flat=True)
    tasks = Task.objects.filter(finished_at=None, unit__in=units).values_list("dossier_id", flat=True)
    found = [at.filter(**{f"{place}__in": units}) for place in PLACES]
    return tasks.union(*found).order_by("dossier_id")


def _offered(change: Reorganised, units: Iterable[int]) -> list[Taking]:
    """The agencies among which a dossier that stands at these units is to be placed, the largest share first."""
    found: dict[str, Taking] = {}
    for unit in sorted(units):
        for taking in change.takings[unit]:
            found.setdefault(taking.agency, taking)
    return list(found.values())


def place_of_matter(schema: dict[str, Any], answers: dict[str, Any]) -> tuple[str, str] | None:
    """Commune and words of the place that the e-form says decides; None where its answers name none.

    The words are the other answers of the same party or place: those of `business_street` beside `business_commune`.
    """
    deciding = deciding_question(schema, answers)
    commune = str(answers.get(deciding, "") or "") if deciding else ""
    if not commune:
        return None
    beside = deciding.removesuffix("commune")
    said = [value for name, value in answers.items() if name.startswith(beside) and name != deciding]
    return commune, " ".join(value for value in said if isinstance(value, str))


def choose(offered: list[Taking], commune: str, street: str, within: Collection[str] = ()) -> Choice:
    """The agency whose areas name the commune or words of the street, else the one of the largest share.

    Where the old agency goes on, areas are parts of its own communes (``within``), and it keeps what they don't name.
    """
    is_near = not within or not commune or commune in within
    for taking in offered:
        for area in taking.areas:
            if area.strip() == commune != "" or (is_near and areas.is_named(area, street)):
                return Choice(taking.agency, "address")
    rest = next((taking for taking in offered if taking.stays), None) or max(offered, key=lambda taking: taking.share)
    return Choice(rest.agency, "address" if len(offered) == 1 else "share", rest.stays)


def _move(dossier: Dossier, change: Reorganised, staff: set[tuple[int | None, str]]) -> None:
    tasks = [task for task in dossier.tasks.all() if task.finished_at is None and task.unit_id in change.takings]
    at = {getattr(dossier, f"{place}_id") for place in PLACES} | {task.unit_id for task in tasks}
    eform = dossier.case.eform
    owner = (dossier.owner.commune_code, dossier.owner.street)
    place = place_of_matter(eform.schema if eform else {}, dossier.form) or owner
    choice = choose(_offered(change, at & change.takings.keys()), *place, change.communes)
    for task in tasks:
        _move_task(task, _unit(change, task.unit_id, choice), is_staying=(task.assignee_id, choice.agency) in staff)
    moved = {place: getattr(dossier, place) for place in PLACES if getattr(dossier, f"{place}_id") in change.takings}
    changes = {place: _unit(change, unit.pk, choice) for place, unit in moved.items()}
    lifecycle.move(
        dossier,
        Action.MOVE_UNIT,
        Actor.system(),
        note=following.in_words(change, [(unit, changes[place]) for place, unit in moved.items()]),
        data={
            "decision": change.decision,
            "chosen_by": choice.by,
            "from": {place: unit.code for place, unit in moved.items()},
            "to": {place: unit.code for place, unit in changes.items()},
        },
        changes=changes,
    )


def _unit(change: Reorganised, unit: int, choice: Choice) -> Unit:
    taken = taken_by(change.takings[unit], choice.agency).unit
    if taken is None:
        raise ValueError("the units that take over do not exist yet")
    return taken


def _move_task(task: Task, unit: Unit, *, is_staying: bool) -> None:
    """The task at its new unit, with whoever held it if they went to that agency too; its due time stays."""
    task.unit = unit
    if not is_staying:
        task.assignee = None
    task.save(update_fields=["unit", "assignee"])
