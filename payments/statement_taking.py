"""Taking in a statement: each line that came in becomes a report, once, whichever way it was heard of before.

Safe to repeat with the same file or one that overlaps: a transfer counts by the bank's own reference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from payments import receiving
from payments.matching import OpenOrder, OpenOrders, match
from payments.models import Order
from payments.reported import Reported
from payments.statements import Statement, StatementLine
from payments.vocabulary import Outcome, Provider


@dataclass
class Taken:
    """What became of the lines: how many of each outcome, how many went out, which rows repeat one."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    went_out: int = 0
    repeated_rows: list[int] = field(default_factory=list)


def take(statement: Statement) -> Taken:
    """Report every line that came in. ValueError for a statement with faults: half of one is worse than none."""
    if statement.faults:
        raise ValueError("a statement with faults is taken in by nobody")
    taken = Taken()
    orders = open_orders({line.account for line in statement.lines})
    for line in statement.lines:
        if line.amount_dong < 0:
            taken.went_out += 1
        elif line.repeats is not None:
            taken.repeated_rows.append(line.row)
        else:
            taken.outcomes[Outcome(receiving.receive(_reported(line, orders)).outcome)] += 1
    return taken


def open_orders(accounts: set[str]) -> OpenOrders:
    """The orders that await money in these accounts, ready for matching; one query."""
    awaiting = Order.objects.awaiting().filter(account__number__in=accounts).select_related("account")
    return OpenOrders(
        OpenOrder(order.code, order.missing_dong, order.account.number if order.account else "", order.payer_name)
        for order in awaiting
    )


def _reported(line: StatementLine, orders: OpenOrders) -> Reported:
    order = match(line, orders).order
    return Reported(
        provider=Provider.BANK,
        provider_reference=line.identity[:100],
        amount_dong=line.amount_dong,
        occurred_at=line.booked_at,
        order_code=order.code if order else "",
        account_number=line.account,
        purpose=line.text,
        told={"counterparty": line.counterparty, "row": line.row},
    )
