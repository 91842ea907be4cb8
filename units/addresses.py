"""Addresses and hotlines of service centres: a few shipped with the portal, more from a file.

The file is CSV (UTF-8) with the columns `commune_code`, `point`, `address`, `hotline`; rows whose
`point` is not `main` are further places of the same centre and are passed over. Only empty
addresses are filled, unless asked to replace.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from portal.vietnamese import normalise

from .models import Unit, UnitKind

SHIPPED = Path(__file__).parent / "data" / "addresses.json"
_COLUMNS = {"commune_code", "point", "address", "hotline"}


class BadAddressFile(ValueError):
    """The file of addresses cannot be used; the message says why."""


@dataclass(frozen=True)
class CentreAddress:
    """Where a centre is; an empty commune code means the provincial centre."""

    commune_code: str
    address: str
    hotline: str


def shipped(province_code: str) -> list[CentreAddress]:
    """The addresses that the repository knows; those of other provinces match no unit."""
    return [
        CentreAddress(entry.get("commune", ""), entry["address"], entry["hotline"])
        for entry in json.loads(SHIPPED.read_text(encoding="utf-8"))
        if entry.get("province", province_code) == province_code
    ]


def read(path: str) -> list[CentreAddress]:
    """Addresses of a CSV file; BadAddressFile when it is missing, lacks a column or can't be read at some line."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            return list(_main_points(csv.DictReader(lines)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadAddressFile(f"cannot read addresses from {path}: {error}") from error


@transaction.atomic
def write(addresses: Iterable[CentreAddress], *, replace: bool = False) -> int:
    """Give centres their addresses; how many units changed."""
    kinds = (UnitKind.COMMUNE_CENTRE, UnitKind.PROVINCIAL_CENTRE)
    units = Unit.objects.current().filter(kind__in=kinds).select_related("division")
    centres = {"" if unit.kind == kinds[1] else unit.division.code: unit for unit in units}
    changed = [
        centres[entry.commune_code]
        for entry in addresses
        if entry.commune_code in centres and _give(centres[entry.commune_code], entry, replace)
    ]
    return Unit.objects.bulk_update(changed, ("address", "hotline", "search_text"), batch_size=200)


def _give(unit: Unit, entry: CentreAddress, replace: bool) -> bool:
    before = (unit.address, unit.hotline)
    if replace or not unit.address:
        unit.address = entry.address or unit.address
    if replace or not unit.hotline:
        unit.hotline = entry.hotline or unit.hotline
    unit.search_text = unit.searchable()
    return (unit.address, unit.hotline) != before


def _main_points(rows: csv.DictReader[str]) -> Iterator[CentreAddress]:
    if missing := _COLUMNS - set(rows.fieldnames or ()):
        raise BadAddressFile(f"columns are missing: {', '.join(sorted(missing))}")
    for row in rows:
        if None in row or None in row.values():
            raise BadAddressFile(f"line {rows.line_num} has too few or too many cells")
        if row["point"] == "main":
            yield CentreAddress(row["commune_code"], normalise(row["address"]), normalise(row["hotline"]))
