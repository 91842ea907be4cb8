"""Rules proved: every province of the country gets its units, each once, each below one before it. Pure."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from units.agency_codes import agency_codes
from units.departments import CENTRE, CULTURE_SOCIETY, DEPARTMENT_SLUGS, ECONOMY, OFFICE
from units.divisions_source import DivisionRecord, communes, provinces
from units.models import Division, UnitKind
from units.outline import DIVISION_COUNTERS, PROVINCIAL_COUNTERS, PlannedUnit, commune_units, provincial_units

PROVINCES = {province.code: province for province in provinces()}
COMMUNES = communes()
ANY_PROVINCE = st.sampled_from(sorted(PROVINCES))


@cache
def outline(code: str) -> tuple[list[DivisionRecord], list[PlannedUnit]]:
    """The communes of a province and all its units, in the order in which they are written."""
    beneath = [commune for commune in COMMUNES if commune.parent_code == code]
    codes = agency_codes(code)
    numbered = codes.of_communes([commune.code for commune in beneath], kept={})
    return beneath, [*provincial_units(PROVINCES[code], codes), *commune_units(beneath, codes, numbered)]


@given(ANY_PROVINCE)
def test_each_unit_has_a_code_of_its_own_below_the_one_above_it(province: str) -> None:
    _beneath, units = outline(province)
    written: set[str] = set()

    for unit in units:
        assert unit.code not in written
        assert (unit.parent_code in written) or (unit.parent_code == "" and not written), unit
        assert unit.code.startswith(unit.parent_code) and unit.code.split(".")[0] == units[0].code
        written.add(unit.code)


@given(ANY_PROVINCE)
def test_a_province_has_one_committee_one_centre_and_every_department(province: str) -> None:
    beneath, units = outline(province)
    kinds = Counter(unit.kind for unit in units)

    assert kinds[UnitKind.PROVINCIAL_COMMITTEE] == kinds[UnitKind.PROVINCIAL_CENTRE] == 1
    assert {unit.slug for unit in units if unit.kind == UnitKind.DEPARTMENT} == DEPARTMENT_SLUGS
    assert kinds[UnitKind.COMMUNE_COMMITTEE] == kinds[UnitKind.COMMUNE_CENTRE] == len(beneath)
    assert kinds[UnitKind.COMMUNE_DIVISION] == 3 * len(beneath)
    assert (kinds[UnitKind.BRANCH] > 0) is (province == "79"), "branches only where their list is known"


@given(ANY_PROVINCE)
def test_every_commune_has_where_to_hand_in_and_who_handles_it(province: str) -> None:
    beneath, units = outline(province)
    there = {(unit.division_code, unit.slug): unit for unit in units if unit.kind != UnitKind.DEPARTMENT}

    for commune in beneath:
        committee, centre = there[commune.code, ""], there[commune.code, CENTRE]
        assert commune.full_name.lower() in committee.name.lower() and commune.name in committee.name
        assert (centre.parent_code, centre.counters) == (committee.code, DIVISION_COUNTERS)
        for slug in (OFFICE, ECONOMY, CULTURE_SOCIETY):
            division = there[commune.code, slug]
            assert division.parent_code == committee.code and not division.counters
            assert division.name.endswith(committee.name.removeprefix("Ủy ban nhân dân "))


@given(ANY_PROVINCE)
def test_a_rural_commune_has_no_urban_development_to_handle(province: str) -> None:
    """NĐ 150/2025: "Phòng Kinh tế" in communes, "Phòng Kinh tế, Hạ tầng và Đô thị" in wards and special zones."""
    beneath, units = outline(province)
    names = {unit.division_code: unit.name for unit in units if unit.slug == ECONOMY and unit.division_code != province}

    for commune in beneath:
        assert ("Đô thị" in names[commune.code].split("ường ")[0]) is (commune.kind != Division.Kind.COMMUNE)


@given(ANY_PROVINCE)
def test_the_centre_of_a_province_numbers_its_counters_from_one_without_gaps(province: str) -> None:
    _beneath, units = outline(province)
    (centre,) = (unit for unit in units if unit.kind == UnitKind.PROVINCIAL_CENTRE)

    assert centre.counters[0] == "Quầy tiếp nhận số 1" and centre.counters[-1].endswith(f" {PROVINCIAL_COUNTERS}")
    assert len(set(centre.counters)) == len(centre.counters) == PROVINCIAL_COUNTERS
    assert centre.name.endswith(PROVINCES[province].full_name)


@given(ANY_PROVINCE, st.randoms())
def test_written_again_on_another_day_each_commune_keeps_its_units(province: str, chance: Random) -> None:
    """A list that comes in another order, with what is in the database already, gives nobody another code."""
    beneath, units = outline(province)
    codes = agency_codes(province)
    kept = {unit.division_code: unit.code for unit in units if unit.kind == UnitKind.COMMUNE_COMMITTEE}
    shuffled = list(beneath)
    chance.shuffle(shuffled)

    again = commune_units(shuffled, codes, codes.of_communes([one.code for one in shuffled], kept=kept))

    assert {unit for unit in units if unit.division_code != province} == set(again)


def test_no_two_provinces_share_a_unit() -> None:
    everything = Counter(unit.code for province in PROVINCES for unit in outline(province)[1])

    assert max(everything.values()) == 1
