"""Banks by the six digits under which NAPAS knows them (BIN)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("banks.csv")


@dataclass(frozen=True)
class Bank:
    """A bank: its BIN, NAPAS's letters for it, the name people know, and its full name."""

    bin: str
    code: str
    short_name: str
    name: str
    #: Whether its accounts can be paid by VietQR.
    takes_vietqr: bool


def bank_of(bin_: str) -> Bank | None:
    """The bank of a BIN; None for one that is not in the table (new banks come: no reason to refuse a payload)."""
    return all_banks().get(bin_)


@cache
def all_banks() -> dict[str, Bank]:
    """Every bank of the table by its BIN, in the order of the names people know."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        banks = [
            Bank(row["bin"], row["code"], row["short_name"], row["name"], row["takes_vietqr"] == "yes")
            for row in csv.DictReader(lines)
        ]
    return {bank.bin: bank for bank in sorted(banks, key=lambda bank: bank.short_name.casefold())}
