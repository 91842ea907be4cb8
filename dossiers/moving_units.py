"""Dossiers of a unit that ended go to whoever took over from it, where somebody still has work with them.

Status, due times and the clock stay as they are; each dossier gets one event, and its owner a letter. Dossiers that are
over keep their unit: its page leads to the one of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import lifecycle
from dossiers.actors import Actor
from dossiers.models import Dossier, Party, Task
from dossiers.statuses import OPEN, Action, PartyRole
from portal.vietnamese import without_accents
from units.hooks import Carried, Forecast, Reorganised, Taking
from units.models import StaffRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from units.models import Unit

PLACES = ("receiving_unit", "competent_unit", "handling_unit")


@dataclass(frozen=True)
class Choice:
    """The agency that a dossier goes to, and what decided: its address, or the largest share."""

    agency: str
    by: str


def foresee(change: Reorganised) -> list[Forecast]:
    """How many dossiers would go from each unit that ends to which unit; a dossier counts once a unit it stands at."""
    found: Counter[tuple[int, str]] = Counter()
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER)
    places = (*(f"{place}_id" for place in PLACES), "owner_commune", "owner_street")
    rows = Dossier.objects.filter(pk__in=list(_waiting(change.takings))).annotate(
        owner_commune=Subquery(owner.values("commune_code")[:1]), owner_street=Subquery(owner.values("street")[:1])
    )
    for *units, commune, street in rows.values_list(*places).iterator():
        standing = {unit for unit in units if unit in change.takings}
        choice = choose(_offered(change, standing), commune or "", street or "")
        for unit in standing:
            found[unit, _taken_by(change.takings[unit], choice.agency).name] += 1
    return [Forecast(unit, name, count) for (unit, name), count in sorted(found.items())]


def carry(change: Reorganised, limit: int) -> Carried:
    """Move one batch in the caller's transaction; dossiers that somebody acts on now are left for the next one."""
    waiting = _waiting(change.takings)
    rows = Dossier.objects.filter(pk__in=list(waiting[:limit])).prefetch_related("parties", "tasks")
    related = ("receiving_unit", "competent_unit", "handling_unit", "submitted_by")
    dossiers = lifecycle.lock_free_ones(rows.select_related(*related))
    staff = _staff_of(change)
    for dossier in dossiers:
        _move(dossier, change, staff)
    return Carried(len(dossiers), waiting.count())


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


def choose(offered: list[Taking], commune: str, street: str) -> Choice:
    """The agency whose areas name the owner's commune or words of the street, else the one of the largest share."""
    said = f" {' '.join(without_accents(street).replace(',', ' ').split())} "
    for taking in offered:
        for area in taking.areas:
            plain = " ".join(without_accents(area).split())
            if plain and (plain == commune or f" {plain} " in said):
                return Choice(taking.agency, "address")
    largest = max(offered, key=lambda taking: taking.share)
    return Choice(largest.agency, "address" if len(offered) == 1 else "share")


def _taken_by(takings: Iterable[Taking], agency: str) -> Taking:
    """The part of the chosen agency; the largest where that agency has none."""
    rows = list(takings)
    return next((taking for taking in rows if taking.agency == agency), rows[0])


def _staff_of(change: Reorganised) -> set[tuple[int | None, str]]:
    """Person and agency of the roles at the units that take over; a role of an agency reaches its parts."""
    agencies = {taking.unit.pk: taking.agency for rows in change.takings.values() for taking in rows if taking.unit}
    held = StaffRole.objects.current().filter(unit__in=agencies).values_list("user_id", "unit_id")
    return {(user, agencies[unit]) for user, unit in held}


def _move(dossier: Dossier, change: Reorganised, staff: set[tuple[int | None, str]]) -> None:
    tasks = [task for task in dossier.tasks.all() if task.finished_at is None and task.unit_id in change.takings]
    at = {getattr(dossier, f"{place}_id") for place in PLACES} | {task.unit_id for task in tasks}
    choice = choose(_offered(change, at & change.takings.keys()), dossier.owner.commune_code, dossier.owner.street)
    for task in tasks:
        _move_task(task, _unit(change, task.unit_id, choice), is_staying=(task.assignee_id, choice.agency) in staff)
    moved = {place: getattr(dossier, place) for place in PLACES if getattr(dossier, f"{place}_id") in change.takings}
    changes = {place: _unit(change, unit.pk, choice) for place, unit in moved.items()}
    lifecycle.move(
        dossier,
        Action.MOVE_UNIT,
        Actor.system(),
        note=_words(change, moved, changes),
        data={
            "decision": change.decision,
            "chosen_by": choice.by,
            "from": {place: unit.code for place, unit in moved.items()},
            "to": {place: unit.code for place, unit in changes.items()},
        },
        changes=changes,
    )


def _unit(change: Reorganised, unit: int, choice: Choice) -> Unit:
    taken = _taken_by(change.takings[unit], choice.agency).unit
    if taken is None:
        raise ValueError("the units that take over do not exist yet")
    return taken


def _move_task(task: Task, unit: Unit, *, is_staying: bool) -> None:
    """The task at its new unit, with whoever held it if they went to that agency too; its due time stays."""
    task.unit = unit
    if not is_staying:
        task.assignee = None
    task.save(update_fields=["unit", "assignee"])


def _words(change: Reorganised, moved: dict[str, Unit], changes: dict[str, Unit]) -> str:
    """What the owner reads, in Vietnamese as everything stored."""
    pairs = dict.fromkeys((moved[place].name, changes[place].name) for place in moved)
    with override("vi"):
        words = _("Theo %(decision)s, từ ngày %(day)s: %(units)s.")
        units = "; ".join(_("%(old)s chuyển cho %(new)s") % {"old": old, "new": new} for old, new in pairs)
        return words % {"decision": change.decision, "day": f"{change.effective_on:%d/%m/%Y}", "units": units}
