"""Places whose names our own decisions made: published lists learn of them late, people write them from the day on."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from functools import lru_cache

from .models import Division, Reorganisation, ReorganisedUnit
from .place_names import key_of
from .places_source import Gazetteer, Place, gazetteer


def own_places() -> list[Place]:
    """Communes that a reorganisation carried out here made or renamed, also those that ended since. One query."""
    rows = ReorganisedUnit.objects.filter(reorganisation__state=Reorganisation.State.APPLIED)
    named = rows.exclude(division_name="", division_kind="").values("unit__division")
    places = Division.objects.filter(pk__in=named).select_related("parent").order_by("code")
    return [_place(division) for division in places]


def with_own_places(places: list[Place]) -> Gazetteer:
    """The gazetteer of the country with these places added; nothing is copied but what they change."""
    known = gazetteer()
    added: dict[str, list[Place]] = {}
    for place in places:
        for key in place.keys:
            added.setdefault(key, list(known.by_key.get(key, ()))).append(place)
    return replace(known, by_key=ChainMap(added, known.by_key)) if added else known


def _place(division: Division) -> Place:
    above = division.parent
    return Place(
        name=division.full_name,
        own_names=(division.full_name, division.name),
        keys=frozenset({key_of(division.full_name), key_of(division.name)}),
        district_keys=frozenset(),
        province_keys=_province_keys(key_of(above.full_name)) if above else frozenset(),
        codes=(division.code,),
        is_today=division.is_current(),
    )


@lru_cache(maxsize=64)
def _province_keys(key: str) -> frozenset[str]:
    """Every way of writing a province that published lists know: "thành phố Hồ Chí Minh", "TP.HCM"."""
    published = (place for places in gazetteer().by_key.values() for place in places if place.is_today)
    return next((place.province_keys for place in published if key in place.province_keys), frozenset({key}))
