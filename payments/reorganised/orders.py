"""Orders that await money go with their unit: payable to whoever took over, in whose name the receipt will be.

What was paid, cancelled or given back stays where it was booked; who took over reads it all the same. The account a
payer was told before stays right for that order (`former_account`): money that comes there late still pays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count

from payments import history
from payments.models import BankAccount, Order
from payments.reorganised.ending import ending, takers
from payments.shared_accounts import receiving_account
from payments.vocabulary import EventKind
from units.hooks import Carried, Forecast, Reorganised
from units.models import Unit
from units.reorganising import following


def foresee(change: Reorganised) -> list[Forecast]:
    """How many orders that await money would go from each unit. One query."""
    leaving = ending(change)
    rows = Order.objects.awaiting().filter(unit__in=list(leaving)).order_by().values_list("unit")
    return [Forecast(unit, takers(leaving[unit]), count) for unit, count in sorted(rows.annotate(Count("pk")))]


def carry(change: Reorganised, limit: int) -> Carried:
    """Move one batch in the caller's transaction; orders that are being paid at the moment are left for the next one.

    To the largest share; the order of a dossier that goes to another one follows it (`follow`).
    """
    leaving = ending(change)
    waiting = Order.objects.awaiting().filter(unit__in=list(leaving))
    orders = _locked(waiting.order_by("pk").values_list("pk", flat=True)[:limit])
    _move(change, [(order, _unit(change, order.unit_id)) for order in orders])
    return Carried(len(orders), waiting.count())


def follow(change: Reorganised, places: Mapping[str, Unit]) -> None:
    """Move the orders of subjects that went to a unit, by their `subject_ref`, where their own unit ends."""
    leaving = ending(change)
    taking = {taken.unit.pk for rows in leaving.values() for taken in rows if taken.unit}
    waiting = Order.objects.awaiting().filter(subject_ref__in=list(places), unit__in={*leaving, *taking})
    orders = _locked(waiting.values_list("pk", flat=True))
    _move(change, [(order, places[order.subject_ref]) for order in orders])


def _locked(pks: Iterable[int]) -> list[Order]:
    """In one order for all who lock several; subjects are not locked: whoever holds one waits for us, never we."""
    rows = Order.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=list(pks))
    return list(rows.select_related("unit", "account", "former_account").order_by("pk"))


def _unit(change: Reorganised, old: int) -> Unit:
    unit = change.takings[old][0].unit
    if unit is None:
        raise ValueError("the units that take over do not exist yet")
    return unit


def _move(change: Reorganised, places: list[tuple[Order, Unit]]) -> None:
    moving = [(order, unit) for order, unit in places if order.unit_id != unit.pk]
    accounts = {pk: receiving_account(unit) for pk, unit in {unit.pk: unit for _order, unit in moving}.items()}
    for order, unit in moving:
        words = following.in_words(change, [(order.unit, unit)])
        _go_to(order, unit, accounts[unit.pk])
        history.note(order, EventKind.MOVED, text=words)


def _go_to(order: Order, unit: Unit, account: BankAccount | None) -> None:
    told = order.account
    if told is not None and (account is None or account.number != told.number):
        order.former_account = order.former_account or told
    order.unit, order.account = unit, account
    order.save(update_fields=["unit", "account", "former_account"])
