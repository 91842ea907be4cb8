"""Lines that stand twice in a file: banks page their exports with overlaps, people paste a day twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from payments.statements.lines import StatementLine


def mark_repeats(lines: Iterable[StatementLine]) -> list[StatementLine]:
    """The lines with each later one of a kind pointing at the first.

    One kind: same account, identity, day, amount. Two payments that are equal in all but the bank's reference are two.
    """
    first: dict[tuple[object, ...], int] = {}
    marked = []
    for line in lines:
        kind = (line.account, line.identity, line.booked_at.date(), line.amount_dong)
        earlier = first.setdefault(kind, line.row)
        marked.append(line if earlier == line.row else replace(line, repeats=earlier))
    return marked
