"""Delegations of a unit that ends, or that a part is taken off, go on with whoever takes over.

What a row says never changes: it ends on the day by the decision on the units, and a row of the same decision, for the
rest of its days, begins with the successor; who wrote and confirmed it answer for it as before. What a unit gave away
goes on at each successor; what it received goes to the one of the largest part, since a matter is given once, and stays
with a unit that goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures import delegated
from procedures.choices import DelegationState
from procedures.models import Delegation, DelegationScope
from units.hooks import Belonging, Reorganised, Taking, taken_by
from units.models import Unit


@dataclass(frozen=True)
class _Going:
    """A delegation and who gives and receives it from the day on; None: as before."""

    row: Delegation
    giver: Taking | None
    receiver: Taking | None

    @property
    def place(self) -> tuple[int, Taking]:
        """The old unit (its id) and who takes over from it, as a preview tells it."""
        if self.giver:
            return self.row.from_unit_id, self.giver
        if self.receiver and self.row.to_unit_id:
            return self.row.to_unit_id, self.receiver
        raise ValueError("nothing of this delegation changes")


def foresee(change: Reorganised) -> list[Belonging]:
    """The delegations that would go on elsewhere. Two queries."""
    with override("vi"):
        return [Belonging(going.place[0], going.place[1].name, _say(going.row)) for going in _goings(change)]


def carry(change: Reorganised) -> None:
    """End the old rows and begin the new ones, in the caller's transaction."""
    goings = list(_goings(change))
    ending = {going.row.pk: going.row for going in goings if not _stays(change, going.row)}
    for row in ending.values():
        _end(row, change)
    for going in goings:
        _begin(going, change.effective_on)
    if goings:
        delegated.changed()


def _goings(change: Reorganised) -> Iterator[_Going]:
    units = list(change.takings)
    rows = Delegation.objects.filter(Q(from_unit__in=units) | Q(to_unit__in=units), state=DelegationState.CONFIRMED)
    rows = rows.exclude(valid_to__lte=change.effective_on).select_related("from_unit", "to_unit")
    for row in rows.prefetch_related("scopes").order_by("from_unit__code", "pk"):
        received = _taking(change, row.to_unit_id)
        givers = [taken for taken in change.takings.get(row.from_unit_id, ()) if not taken.stays]
        for giver in givers:
            inside = change.takings.get(row.to_unit_id or 0)
            yield _Going(row, giver, taken_by(inside, giver.agency) if inside else None)
        if not givers and received:
            yield _Going(row, None, received)


def _taking(change: Reorganised, unit: int | None) -> Taking | None:
    """Who takes the largest part of a unit; None where it goes on itself or is not touched."""
    rows = change.takings.get(unit or 0, ())
    return None if not rows or any(taken.stays for taken in rows) else rows[0]


def _stays(change: Reorganised, row: Delegation) -> bool:
    """Whether the row goes on beside a new one: its giver lives on."""
    return any(taken.stays for taken in change.takings.get(row.from_unit_id, ()))


def _end(row: Delegation, change: Reorganised) -> None:
    """On the day; one that had not begun by then is taken back, since it never held."""
    if row.valid_from >= change.effective_on:
        with override("vi"):
            words = _("Chuyển sang đơn vị kế thừa theo %(decision)s.") % {"decision": change.decision}
        Delegation.objects.filter(pk=row.pk).update(state=DelegationState.REFUSED, remarks=words)
        return
    if change.by is None:
        raise ValueError("nobody scheduled this reorganisation")
    Delegation.objects.filter(pk=row.pk).update(
        valid_to=change.effective_on,
        ended_by=change.by,
        ended_at=timezone.now(),
        end_decision=change.decision[:200],
    )


def _begin(going: _Going, day: date) -> None:
    """The same for the rest of its days, in the matters that the giver has not given away already."""
    row, giver = going.row, _unit(going.giver, going.row.from_unit)
    receiver = _unit(going.receiver, going.row.to_unit) if going.row.to_unit else None
    start = max(row.valid_from, day)
    free = [scope for scope in row.scopes.all() if not _is_given(scope, giver, (start, row.valid_to))]
    if giver == receiver or not free:
        return
    made = Delegation.objects.create(
        kind=row.kind,
        from_unit=giver,
        to_unit=receiver,
        valid_from=start,
        valid_to=row.valid_to,
        decision_number=row.decision_number,
        decision_date=row.decision_date,
        added_by_id=row.added_by_id,
    )
    DelegationScope.objects.bulk_create(
        DelegationScope(
            delegation=made,
            from_unit=giver,
            held=(start, row.valid_to),
            procedure_id=scope.procedure_id,
            field_id=scope.field_id,
        )
        for scope in free
    )
    made.state, made.judged_by_id, made.judged_at = DelegationState.CONFIRMED, row.judged_by_id, timezone.now()
    made.save(update_fields=["state", "judged_by", "judged_at"])


def _is_given(scope: DelegationScope, giver: Unit, days: tuple[date, date | None]) -> bool:
    given = DelegationScope.objects.filter(from_unit=giver, held__overlap=days)
    return given.filter(procedure=scope.procedure_id, field=scope.field_id).exists()


def _unit(taking: Taking | None, before: Unit | None) -> Unit:
    found = taking.unit if taking else before
    if found is None:
        raise ValueError("the units that take over do not exist yet")
    return found


def _say(row: Delegation) -> str:
    to = row.to_unit.name if row.to_unit else _("mọi xã, phường, đặc khu")
    told = {"kind": row.get_kind_display(), "number": row.decision_number, "giver": row.from_unit.name, "to": to}
    return _("%(kind)s %(number)s, %(giver)s giao %(to)s") % told
