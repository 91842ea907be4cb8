"""Places whose names our own decisions made: published lists learn of them late, people write them from the day on."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from functools import lru_cache

from .models import Division, Reorganisation, ReorganisedUnit
from .place_names import key_of
from .places_source import Gazetteer, Place, gazetteer


def own_places() -> list[Place]:
    """Communes that a reorganisation carried out here made or renamed, also those that ended since. One query.

    By every name that such a day took from them, too: one renamed twice is found by its first.
    """
    rows = ReorganisedUnit.objects.filter(reorganisation__state=Reorganisation.State.APPLIED)
    named = rows.exclude(division_name="", division_kind="").select_related("unit__division__parent")
    taken: dict[Division, list[str]] = {}
    for row in named.order_by("unit__division__code", "pk"):
        if row.unit:
            taken.setdefault(row.unit.division, []).append(row.division_was)
    today = [_place(division, division.full_name, division.name) for division in taken]
    return today + [
        _place(division, was, was.removeprefix(_type_in(was)))
        for division, names in taken.items()
        for was in filter(None, names)
    ]


def _type_in(full_name: str) -> str:
    """The type with its blank at the beginning of a full name; "" for one without."""
    return next((f"{kind.label} " for kind in Division.Kind if full_name.startswith(f"{kind.label} ")), "")


def with_own_places(places: list[Place]) -> Gazetteer:
    """The gazetteer of the country with these places added; nothing is copied but what they change."""
    known = gazetteer()
    added: dict[str, list[Place]] = {}
    for place in places:
        for key in place.keys:
            added.setdefault(key, list(known.by_key.get(key, ()))).append(place)
    return replace(known, by_key=ChainMap(added, known.by_key)) if added else known


def _place(division: Division, full_name: str, name: str) -> Place:
    above = division.parent
    return Place(
        name=full_name,
        own_names=(full_name, name),
        keys=frozenset({key_of(full_name), key_of(name)}),
        district_keys=frozenset(),
        province_keys=_province_keys(key_of(above.full_name)) if above else frozenset(),
        codes=(division.code,),
        is_today=division.is_current() and full_name == division.full_name,
    )


@lru_cache(maxsize=64)
def _province_keys(key: str) -> frozenset[str]:
    """Every way of writing a province that published lists know: "thành phố Hồ Chí Minh", "TP.HCM"."""
    published = (place for places in gazetteer().by_key.values() for place in places if place.is_today)
    return next((place.province_keys for place in published if key in place.province_keys), frozenset({key}))
