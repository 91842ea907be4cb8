"""Receiving accounts when their units end: money that comes late is matched by the number for ever.

Who takes over and has no account of its own on the day goes on with the old one, under the holder's true name, until
its accountant enters another; the tax code was the old unit's and is not carried.
"""

from __future__ import annotations

from collections.abc import Iterator

from payments.models import BankAccount
from payments.reorganised.ending import ending
from units.hooks import Reorganised, Taking
from units.models import ValidityQuerySet


def carry(change: Reorganised) -> None:
    """End the accounts of units that end, and begin at their heirs those that go on. Three queries and one an heir."""
    going_on = list(inherited(change))
    _standing(change).update(valid_to=change.effective_on, ended_by=change.by)
    for account, taking in going_on:
        if taking.unit is None:
            raise ValueError("the units that take over do not exist yet")
        BankAccount.objects.create(
            unit=taking.unit,
            bank_bin=account.bank_bin,
            bank_name=account.bank_name,
            number=account.number,
            holder=account.holder,
            valid_from=change.effective_on,
            entered_by=change.by,
        )


def inherited(change: Reorganised) -> Iterator[tuple[BankAccount, Taking]]:
    """Each account with the heir that goes on with it; of units that become one, the first by code gives its own.

    Never two heirs: a number belongs to one agency.
    """
    leaving = ending(change)
    heirs = {rows[0].unit.pk for rows in leaving.values() if rows[0].unit}
    having = BankAccount.objects.current(change.effective_on).filter(unit__in=heirs)
    served: set[int | str] = set(having.values_list("unit", flat=True))
    for account in _standing(change).select_related("unit").order_by("unit__code"):
        taking = leaving[account.unit_id][0]
        heir = taking.unit.pk if taking.unit else f"{taking.agency} {taking.name}"
        if heir not in served:
            served.add(heir)
            yield account, taking


def standing(change: Reorganised) -> list[BankAccount]:
    """What the units that end receive into on the day before."""
    return list(_standing(change).order_by("unit__code"))


def _standing(change: Reorganised) -> ValidityQuerySet[BankAccount]:
    rows = BankAccount.objects.filter(unit__in=list(ending(change)), valid_from__lt=change.effective_on)
    return rows.exclude(valid_to__lte=change.effective_on)
