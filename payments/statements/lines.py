"""What a statement says: its lines, and what in it has to be mended first."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

#: Ten to the fifteenth: more than a province takes in a century, so a slip or a forgery.
TOO_MUCH_DONG = 10**15
MOST_BYTES = 50 * 1024 * 1024
MOST_FAULTS = 200


class Unreadable(ValueError):
    """The file as a whole can't be read; the reason is in the accountant's words."""


@dataclass(frozen=True)
class Fault:
    """One thing to mend. ``row`` counts from 1 as spreadsheet programs do; ``column`` as the file names it."""

    row: int
    column: str
    what: str


@dataclass(frozen=True)
class StatementLine:
    """Money that moved on an account. ``amount_dong`` is positive when it came in, never 0."""

    account: str
    #: Day of booking with the time where the bank tells it (Asia/Ho_Chi_Minh); midnight where not.
    booked_at: dt.datetime
    value_date: dt.date
    amount_dong: int
    currency: str
    #: The bank's own; "" where it gives none.
    reference: str
    text: str
    counterparty: str
    row: int
    #: The row of an earlier line of the same file that says the same; None for the first of its kind.
    repeats: int | None = None

    @cached_property
    def identity(self) -> str:
        """What tells this transfer from others of its account: the bank's reference, else a print of all it says."""
        if self.reference:
            return self.reference
        said = (self.account, self.booked_at.isoformat(), str(self.amount_dong), self.text, self.counterparty)
        return "~" + hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:24]


@dataclass
class Statement:
    """A file read whole. With a single fault in it, nothing of it may be used."""

    lines: list[StatementLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add_fault(self, row: int, column: str, what: str) -> None:
        """Note a fault; after many the rest is left out, since they mostly repeat."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(row, column, what))
