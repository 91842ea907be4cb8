"""Places of today and before 1 July 2025 with the communes of today that they became, as plain values.

The facts come from the data files of `vietnamadminunits`; its own conversion asks a map service on the network,
which a request of ours never does. `data/division_corrections.json` puts codes right that the package is late with,
`data/ward_corrections.json` adds communes that took over a part of an old ward and that the package leaves out.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .divisions_source import CORRECTIONS, DivisionRecord, divisions
from .place_names import WARD_TYPES, is_typed, key_of, toned

MORE_HEIRS = Path(__file__).parent / "data" / "ward_corrections.json"


@dataclass(frozen=True)
class Place:
    """A ward or commune as it was or is: keys that name it and what is above it, and the communes of today."""

    name: str
    own_names: tuple[str, str]
    keys: frozenset[str]
    district_keys: frozenset[str]
    province_keys: frozenset[str]
    codes: tuple[str, ...]
    is_today: bool

    def is_typed(self, key: str) -> bool:
        """Whether a key names the place with its type."""
        return is_typed(key, self.keys, WARD_TYPES)

    def is_own(self, key: str) -> bool:
        """Whether a key is its name itself, not that of a place it had taken in before."""
        return key in map(key_of, self.own_names)

    def is_spelt(self, tones: str) -> bool:
        """Whether a toned name is its own, with its type or without."""
        return tones in map(toned, self.own_names)


@dataclass(frozen=True)
class Gazetteer:
    """All places by the keys that name them and their district, and every key of a district and of a province."""

    by_key: MutableMapping[str, list[Place]]
    by_district: dict[str, list[Place]]
    districts: frozenset[str]
    provinces: frozenset[str]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read once for a process: 13,000 places in half a second."""
    places = list(_places())
    by_key: dict[str, list[Place]] = defaultdict(list)
    by_district: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for key in place.keys:
            by_key[key].append(place)
        for key in place.district_keys:
            by_district[key].append(place)
    return Gazetteer(
        dict(by_key),
        dict(by_district),
        frozenset().union(*(place.district_keys for place in places)),
        frozenset().union(*(place.province_keys for place in places)),
    )


def _places() -> Iterator[Place]:
    data = _data()
    with closing(sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        today = database.execute("SELECT * FROM admin_units").fetchall()
        former = database.execute("SELECT * FROM admin_units_legacy").fetchall()
    corrected = {entry["code"]: entry["set"].get("code") for entry in json.loads(CORRECTIONS.read_text("utf-8"))}
    codes = {(row["provinceKey"], row["wardKey"]): corrected.get(row["wardCode"]) or row["wardCode"] for row in today}
    # Three provinces and 22 communes changed their type in 2026, after the package was made.
    now = {record.code: record for record in divisions()}
    above = {
        row["provinceKey"]: _keys(row["provinceKeywords"]) | {key_of(now[row["provinceCode"]].full_name)}
        for row in today
    }
    passed_on = {entry["code"]: tuple(entry["also"]) for entry in json.loads(MORE_HEIRS.read_text("utf-8"))}
    became = _became(json.loads((data / "converter_2025.json").read_text("utf-8")))
    for row in today:
        code = codes[row["provinceKey"], row["wardKey"]]
        yield _place_of_today(now[code], _keys(row["wardKeywords"]), above[row["provinceKey"]])
    for row in former:
        heirs = became.get(f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}", [])
        provinces = _keys(row["provinceKeywords"]).union(*(above[province] for province, _ward in heirs))
        yield _former_place(row, provinces, (*(codes[heir] for heir in heirs), *passed_on.get(row["wardCode"], ())))


def _place_of_today(record: DivisionRecord, keys: frozenset[str], provinces: frozenset[str]) -> Place:
    return Place(
        name=record.full_name,
        own_names=(record.full_name, record.name),
        keys=keys | {key_of(record.full_name)},
        district_keys=frozenset(),
        province_keys=provinces,
        codes=(record.code,),
        is_today=True,
    )


def _former_place(row: sqlite3.Row, provinces: frozenset[str], codes: tuple[str, ...]) -> Place:
    districts = _keys(row["districtKeywords"])
    # Five islands had no wards: the district itself is the place.
    own_names = (row["ward"] or row["district"], row["wardShort"] or row["districtShort"])
    return Place(
        name=", ".join(filter(None, (row["ward"], row["district"], row["province"]))),
        own_names=own_names,
        keys=_keys(row["wardKeywords"]) or districts,
        district_keys=districts,
        province_keys=provinces,
        codes=tuple(dict.fromkeys(codes)),
        is_today=False,
    )


def _became(converter: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Province and ward of today by the key of an old ward; of a split one the part that got most comes first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                found[old].append((province, ward))
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
                found[old].append((province, part["newWardKey"]))
    return found


def _keys(words: str | None) -> frozenset[str]:
    return frozenset(key_of(word) for word in json.loads(words or "[]"))


def _data() -> Path:
    """The package's data folder; the package itself is never imported, since it loads a map client."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package vietnamadminunits is not installed")
    return Path(spec.origin).parent / "data"
