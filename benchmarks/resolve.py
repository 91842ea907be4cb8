"""How many old addresses lead to the commune of today: every row of the published list, and 500 written carelessly.

A row is right when its commune of today is among the candidates; it is exact when the candidates are all communes that
the old ward went to, and no other. Needs the real data beside the repository; prints nothing without. The reference
looks the ward's name up in the list of today's communes, letter for letter, as a form without history would.
"""

from __future__ import annotations

import csv
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement
from portal.vietnamese import without_accents
from units.divisions_source import divisions
from units.place_names import key_of
from units.resolving import best_places
from units.resolving import codes_of as codes_of_places

FILE = "admin_units/ward_mapping_old_new.csv"
CARELESS = 500
Row = dict[str, str]


def run() -> Iterator[Measurement]:
    """Rates over all rows and over the careless ones, each beside the exact look-up, and the time of one address."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / FILE).is_file():
        return
    with (folder / FILE).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    best_places(written(rows[0]))  # reads the gazetteer
    yield from _measured("all rows", rows, [written(row) for row in rows])
    sample = random.Random("careless").sample([row for row in rows if row["old_ward"]], CARELESS)
    yield from _measured("no accents, old districts", sample, [without_accents(written(row)) for row in sample])


def written(row: Row) -> str:
    """The address before 1 July 2025; five islands had no wards, and a few rows name none."""
    return ", ".join(filter(None, (row["old_ward"], row["old_district"], row["old_province"])))


def missed(rows: list[Row], addresses: list[str]) -> list[tuple[Row, set[str]]]:
    """Rows whose commune of today is not among the candidates, with those that are."""
    found = [(row, codes_of(address)) for row, address in zip(rows, addresses, strict=True)]
    return [(row, codes) for row, codes in found if row["new_code"] not in codes]


def codes_of(address: str) -> set[str]:
    """Codes of the communes of today that an address can mean."""
    return set(codes_of_places(best_places(address)))


def _measured(name: str, rows: list[Row], addresses: list[str]) -> Iterator[Measurement]:
    began = perf_counter()
    right = 1 - len(missed(rows, addresses)) / len(rows)
    seconds = perf_counter() - began
    exact = sum(codes_of(address) == codes for address, codes in _whole(rows, addresses))
    by_name = _by_name(rows)
    told = f"of {len(rows)} rows"
    yield Measurement(f"resolve, {name}: name look-up", round(by_name, 4), told)
    yield Measurement(
        f"resolve, {name}: right", round(right, 4), told, round(right / by_name, 2) if by_name else None, "name look-up"
    )
    wards = len(_whole(rows, addresses))
    yield Measurement(f"resolve, {name}: exactly the right candidates", round(exact / wards, 4), f"of {wards} wards")
    yield Measurement(f"resolve, {name}: one address", round(seconds / len(rows) * 1000, 2), "ms")


def _whole(rows: list[Row], addresses: list[str]) -> list[tuple[str, set[str]]]:
    """Each address once, with every commune that it went to by these rows and by the rest of the list."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        codes[row["old_ward_code"] or written(row)].add(row["new_code"])
    split = {row["old_ward_code"] for row in rows if row["split"] == "1"}
    whole = len(rows) > CARELESS
    return [
        (address, codes[row["old_ward_code"] or written(row)])
        for row, address in {
            row["old_ward_code"] or written(row): (row, a) for row, a in zip(rows, addresses, strict=True)
        }.values()
        if whole or row["old_ward_code"] not in split
    ]


def _by_name(rows: list[Row]) -> float:
    """The part of rows whose ward's name is that of its commune of today, in the province of today, and of no other."""
    named: dict[str, set[str]] = defaultdict(set)
    for record in divisions():
        named[key_of(record.full_name)].add(record.code)
    return sum(named.get(key_of(row["old_ward"])) == {row["new_code"]} for row in rows) / len(rows)
