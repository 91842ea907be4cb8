"""From an old or new address in free text to the commune and unit of today, with candidates where it is not one.

441 wards were split between several communes on 1 July 2025: then the address alone does not tell, and every part is
a candidate, the one that got most of the ward first. Changes since then follow our own history (`succession`, and
`taken_off` for parts of wards that live on).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from . import succession, taken_off
from .models import Division, Unit, UnitKind
from .own_names import own_places, with_own_places
from .place_names import DISTRICT_TYPES, Span, key_of, spans
from .places_source import Gazetteer, Place, gazetteer

LONGEST_ADDRESS = 300
MOST_CANDIDATES = 10
#: Weights of what an address says about a place. A name with its type ("phường 1") says more than a bare one, which may
#: be a street's; the district tells the old wards of one name apart; another province or district speaks against it.
NAMED, TYPED, DISTRICT, TYPED_DISTRICT, PROVINCE = 1.0, 2.0, 1.0, 2.0, 1.5
OTHER_PROVINCE, OTHER_DISTRICT, HOME, TODAY, OWN, SPELT, MISSPELT = -3.0, -1.5, 0.75, 0.25, 0.25, 0.5, -0.5
#: "Thành phố Vũng Tàu" names the district, not the ward Vũng Tàu, unless nothing else is said and the name is enough.
IN_DISTRICT = -2.5
#: A bare name with nothing beside it is too little, unless it is one of this province.
ENOUGH = 1.5


@dataclass(frozen=True)
class Candidate:
    """A commune of today, its People's Committee when it is of this province, and the old place it follows from."""

    division: Division
    unit: Unit | None
    was: str


@dataclass(frozen=True)
class _Heard:
    """What an address names beside the ward: keys of districts and provinces."""

    districts: frozenset[str]
    provinces: frozenset[str]


def resolve(address: str, on: dt.date | None = None) -> list[Candidate]:
    """Communes of today (or of a day) that an address can mean, the likeliest first; empty when it names none.

    One candidate is an answer; several are a question to the person. At most ten.
    """
    best = best_places(address[:LONGEST_ADDRESS], _home_keys(), with_own_places(own_places()))
    was = {code: place.name for place in reversed(best) for code in place.codes}
    return _candidates(codes_of(best), was, on, address)[:MOST_CANDIDATES]


def codes_of(places: Iterable[Place]) -> list[str]:
    """Codes of the communes of today that places became, the likeliest first, as many as are offered."""
    return list(dict.fromkeys(code for place in places for code in place.codes))[:MOST_CANDIDATES]


def best_places(address: str, home: frozenset[str] = frozenset(), among: Gazetteer | None = None) -> list[Place]:
    """The places that an address speaks for most, those of today first; `home` are keys of one's own province."""
    known, said = among or gazetteer(), spans(address)
    above = _outermost(span for span in said if _is_above(span, known))
    scores: dict[int, tuple[float, Place]] = {}
    strays: dict[int, tuple[float, Place]] = {}
    districts: set[str] = set()
    for span in _outermost(span for span in said if span.key in known.by_key and not _cuts(span, above)):
        heard = _heard_after(span, above, known)
        districts |= heard.districts
        for place in known.by_key.get(span.key, ()):
            score = _score(place, span, heard, home) + (IN_DISTRICT if _names_district(span, above) else 0)
            if score > scores.get(id(place), (0.0, place))[0]:
                scores[id(place)] = (score, place)
            if _is_astray(place, heard):
                strays[id(place)] = (score, place)
    most = max((score for score, _place in scores.values()), default=0.0)
    if most < ENOUGH:
        return _of_district(above, known, home)
    best = sorted((place for score, place in scores.values() if score == most), key=lambda p: (not p.is_today, p.name))
    return best if any(districts & place.district_keys for place in best) else [*best, *_best_of(strays)]


def _is_astray(place: Place, heard: _Heard) -> bool:
    """Whether an address names the place's district by its type, but another province: one of the two is a slip."""
    is_elsewhere = bool(heard.provinces) and not heard.provinces & place.province_keys
    return is_elsewhere and any(map(_bare_district, heard.districts & place.district_keys))


def _best_of(scores: dict[int, tuple[float, Place]]) -> list[Place]:
    most = max((score for score, _place in scores.values()), default=0.0)
    return [place for score, place in scores.values() if score == most]


def _is_above(span: Span, known: Gazetteer) -> bool:
    """Whether a name is that of a province or a district, also of one that had another type: "huyện Mộc Châu"."""
    return span.key in known.districts or span.key in known.provinces or _bare_district(span.key) in known.by_district


def _names_district(span: Span, above: Iterable[Span]) -> bool:
    """Whether a name is but the name of a district that stands there with its type."""
    return any(_bare_district(other.key) == span.key and other.end == span.end for other in above)


def _of_district(above: list[Span], known: Gazetteer, home: frozenset[str]) -> list[Place]:
    """The wards of a district when an address names nothing smaller, and only one district is meant."""
    typed = [(span.key, _bare_district(span.key)) for span in above if _bare_district(span.key)]
    named = [key for keys in typed for key in keys if key in known.by_district]
    provinces = frozenset(span.key for span in above) & known.provinces or home
    places = [p for bare in named[:1] for p in known.by_district[bare] if not provinces or provinces & p.province_keys]
    return places if len({frozenset(place.district_keys) for place in places}) == 1 else []


def _outermost(named: Iterable[Span]) -> list[Span]:
    """Names that stand in no longer name: "phường Tam Quan Nam" is not Tam Quan, "huyện Quang Bình" not Quảng Bình."""
    spans_named = list(named)
    return [span for span in spans_named if not any(_is_inside(span, other) for other in spans_named)]


def _cuts(span: Span, above: Iterable[Span]) -> bool:
    """Whether words of a district would go to a ward: "xã Tân Bình | thành phố Tây Ninh" is not Tân Bình Thành."""
    return any(
        span.start < other.end and other.start < span.end and not _is_inside(other, span)
        for other in above
        if (other.start, other.end) != (span.start, span.end)
    )


def _is_inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end and (span.start, span.end) != (other.start, other.end)


def _heard_after(span: Span, above: list[Span], known: Gazetteer) -> _Heard:
    """Addresses go from the small to the large: what stands before a ward is a street."""
    keys = {other.key for other in above if other.start >= span.end}
    # A district under a type that it had not is still a district of that name.
    keys |= {_bare_district(key) for key in keys - known.districts - known.provinces}
    return _Heard(frozenset(keys & known.districts), frozenset(keys & known.provinces))


def _score(place: Place, span: Span, heard: _Heard, home: frozenset[str]) -> float:
    score = TYPED if place.is_typed(span.key) else NAMED
    score += OWN if place.is_own(span.key) else 0
    score += TODAY if place.is_today else 0
    if span.has_accents:
        score += SPELT if place.is_spelt(span.toned) else MISSPELT
    if heard.provinces:
        score += PROVINCE if heard.provinces & place.province_keys else OTHER_PROVINCE
    elif home & place.province_keys:
        score += HOME
    return score + _district_score(place, heard)


def _district_score(place: Place, heard: _Heard) -> float:
    own = heard.districts & place.district_keys
    if any(map(_bare_district, own)):
        return TYPED_DISTRICT
    # Districts changed their type: "thị xã Phú Mỹ" became a city a year before it ended.
    others = {bare for key in heard.districts - place.province_keys if (bare := _bare_district(key))}
    if own or others & place.district_keys:
        return DISTRICT
    return OTHER_DISTRICT if others else 0


def _bare_district(key: str) -> str:
    """The name of a district without its type; "" when the key has none."""
    if key[:1] == "q" and key[1:].isdigit():
        return key[1:]
    return next((key[len(kind) :] for kind in DISTRICT_TYPES if key.startswith(kind)), "")


def _home_keys() -> frozenset[str]:
    """Keys of the province that this portal serves."""
    name = Division.objects.filter(code=settings.PORTAL_PROVINCE).values_list("full_name", flat=True).first()
    return frozenset({key_of(name)}) if name else frozenset()


def _candidates(codes: list[str], was: dict[str, str], on: dt.date | None, address: str) -> list[Candidate]:
    divisions = Division.objects.filter(code__in=codes).select_related("parent").in_bulk(field_name="code")
    committees = {
        unit.division.code: unit
        for unit in Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE, division__code__in=codes)
        .select_related("parent", "division__parent", "calendar")
        .order_by("valid_from", "code")
    }
    parts = taken_off.parts_by_unit(on) if committees else {}
    found: dict[str, Candidate] = {}
    named: set[str] = set()
    for code in codes:
        for candidate in _today(divisions.get(code), committees.get(code), was[code], on):
            found.setdefault(candidate.division.code, candidate)
        for part in taken_off.takers_of(committees[code], parts, on) if code in committees else ():
            place = part.unit.division
            found.setdefault(place.code, Candidate(place, part.unit, was[code]))
            named |= {place.code} if part.is_named_in(address) else set()
    # The part whose street or quarter stands in the address goes first; of the others nobody knows better than before.
    return sorted(found.values(), key=lambda candidate: candidate.division.code not in named)


def _today(division: Division | None, unit: Unit | None, was: str, on: dt.date | None) -> Iterable[Candidate]:
    """The commune itself, or those whose committees took over from its committee."""
    if unit is not None and not unit.is_current(on):
        for heir in succession.heirs_of(unit, on):
            yield Candidate(heir.unit.division, heir.unit, was)
    elif division is not None and division.is_current(on):
        # Of a commune that was renamed the name before; of one that is written as today, none.
        yield Candidate(division, unit, "" if was == division.full_name else was)
