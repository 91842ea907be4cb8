"""What the simulated post office remembers: one SQLite file, which outlives its process as the real one does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.simulating.keeping import SimulatorStore

NEW, CALLED_OFF = "NEW", "CALLED_OFF"


class UnknownParcel(Exception):
    """No parcel has this number."""


@dataclass(frozen=True)
class Parcel:
    """One parcel as it was ordered; `orders` counts how often the same order came."""

    item_code: str
    number: str
    told: dict[str, Any]
    state: str
    orders: int


class ParcelStore(SimulatorStore):
    """Parcels and their moves. Each call is one transaction; threads take turns."""

    tables = """
    CREATE TABLE IF NOT EXISTS parcel (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,
                                       told TEXT NOT NULL, state TEXT NOT NULL, orders INTEGER NOT NULL DEFAULT 1);
    CREATE TABLE IF NOT EXISTS move (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, told TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS manifest (number TEXT PRIMARY KEY, parcels TEXT NOT NULL, is_off INTEGER NOT NULL);
    """

    def order(self, told: dict[str, Any]) -> Parcel:
        """Keep an order; the same number again is the parcel of before."""
        with self._written() as file:
            file.execute(
                "INSERT INTO parcel (number, told, state) VALUES (?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET orders = orders + 1",
                (told["OrderNumber"], json.dumps(told), NEW),
            )
        return self.parcel(told["OrderNumber"])

    def change(self, number: str, state: str, told: dict[str, Any] | None = None) -> Parcel:
        """Another state, and perhaps another address. Raises UnknownParcel."""
        before = self.parcel(number)
        with self._written() as file:
            kept = json.dumps(before.told | (told or {}))
            file.execute("UPDATE parcel SET state = ?, told = ? WHERE number = ?", (state, kept, number))
        return self.parcel(number)

    def move(self, number: str, state: str, **words: str) -> dict[str, str]:
        """Let something happen to a parcel now; gives what is told of it. Raises UnknownParcel."""
        parcel = self.change(number, state)
        at = datetime.now(UTC).isoformat()
        told = {"OrderNumber": number, "ItemCode": parcel.item_code, "Status": state, "StatusTime": at, **words}
        with self._written() as file:
            file.execute("INSERT INTO move (number, told) VALUES (?, ?)", (number, json.dumps(told)))
        return told

    def lay_down(self, number: str, parcels: list[str], *, is_off: bool) -> None:
        """Keep what was handed over by a manifest, or that it was not after all; told again, the last counts."""
        with self._written() as file:
            file.execute(
                "INSERT INTO manifest (number, parcels, is_off) VALUES (?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET parcels = excluded.parcels, is_off = excluded.is_off",
                (number, json.dumps(parcels), int(is_off)),
            )

    def manifests(self, limit: int = 20) -> dict[str, list[str]]:
        """The manifests that count, the newest first, with the numbers of their parcels."""
        rows = self._read("SELECT number, parcels FROM manifest WHERE is_off = 0 ORDER BY rowid DESC LIMIT ?", limit)
        return {number: json.loads(parcels) for number, parcels in rows}

    def parcel(self, number: str) -> Parcel:
        """One parcel. Raises UnknownParcel."""
        found = self._parcels("WHERE number = ?", number)
        if not found:
            raise UnknownParcel(number)
        return found[0]

    def newest(self, limit: int = 50) -> list[Parcel]:
        """The parcels that were ordered last, newest first."""
        return self._parcels("ORDER BY id DESC LIMIT ?", limit)

    def moves(self, number: str) -> list[dict[str, str]]:
        """What happened to a parcel, oldest first."""
        rows = self._read("SELECT told FROM move WHERE number = ? ORDER BY id", number)
        return [json.loads(row[0]) for row in rows]

    def _parcels(self, which: str, *values: object) -> list[Parcel]:
        rows = self._read(f"SELECT id, number, told, state, orders FROM parcel {which}", *values)  # noqa: S608 - ours
        return [Parcel(f"RA{pk:09d}VN", number, json.loads(told), *rest) for pk, number, told, *rest in rows]
