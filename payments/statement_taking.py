"""Taking in a statement: each line that came in becomes a report, once, whichever way it was heard of before.

Safe to repeat with the same file or one that overlaps: a transfer counts by the bank's own reference. What the books
have already, as the statement says it, is only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Q

from payments import judging, receiving
from payments.matching import OpenOrder, OpenOrders, match
from payments.models import Order, Payment
from payments.reported import Reported
from payments.statements import Statement, StatementLine
from payments.vocabulary import Outcome, Provider

_BATCH = 500
Tell = Callable[[int, int], None]


@dataclass
class Taken:
    """What became of the lines: how many of each outcome, how many went out, which rows repeat one."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    went_out: int = 0
    repeated_rows: list[int] = field(default_factory=list)


def take(statement: Statement, tell: Tell = lambda done, total: None) -> Taken:
    """Report every line that came in. ValueError for a statement with faults: half of one is worse than none.

    `tell` hears how many of how many lines are done, after each batch.
    """
    if statement.faults:
        raise ValueError("a statement with faults is taken in by nobody")
    taken = Taken()
    orders = open_orders({line.account for line in statement.lines})
    done = 0
    for batch in _batches(statement.lines):
        _take_batch(batch, orders, taken)
        done += len(batch)
        tell(done, len(statement.lines))
    return taken


def open_orders(accounts: set[str]) -> OpenOrders:
    """The orders that await money in these accounts, ready for matching; one query."""
    into = Q(account__number__in=accounts) | Q(former_account__number__in=accounts)
    awaiting = Order.objects.awaiting().filter(into).select_related("account", "former_account")
    return OpenOrders(
        OpenOrder(order.code, order.missing_dong, next(iter(order.accounts & accounts)), order.payer_name)
        for order in awaiting
    )


def reference_of(line: StatementLine) -> str:
    """Under which reference a line stands in our books."""
    return line.identity[:100]


def _take_batch(batch: Sequence[StatementLine], orders: OpenOrders, taken: Taken) -> None:
    coming = [line for line in batch if line.amount_dong > 0 and line.repeats is None]
    taken.went_out += sum(line.amount_dong < 0 for line in batch)
    taken.repeated_rows += [line.row for line in batch if line.amount_dong > 0 and line.repeats is not None]
    known = _known(coming)
    for line in coming:
        bare = _reported(line, "")
        if judging.known_before(bare, known.get(bare.provider_reference)) == Outcome.DUPLICATE:
            taken.outcomes[Outcome.DUPLICATE] += 1
            continue
        order = match(line, orders).order
        notice = receiving.receive(_reported(line, order.code if order else ""))
        taken.outcomes[Outcome(notice.outcome)] += 1


def _known(coming: Sequence[StatementLine]) -> dict[str, Payment]:
    """The payments that the books have of these lines, by reference; no query where nothing came."""
    if not coming:
        return {}
    references = [reference_of(line) for line in coming]
    found = Payment.objects.filter(provider=Provider.BANK, provider_reference__in=references)
    return {payment.provider_reference: payment for payment in found}


def _batches(lines: Sequence[StatementLine]) -> Iterator[list[StatementLine]]:
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _reported(line: StatementLine, order_code: str) -> Reported:
    return Reported(
        provider=Provider.BANK,
        provider_reference=reference_of(line),
        amount_dong=line.amount_dong,
        occurred_at=line.booked_at,
        order_code=order_code,
        account_number=line.account,
        purpose=line.text,
        told={"counterparty": line.counterparty, "row": line.row},
    )
