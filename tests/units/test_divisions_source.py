"""Divisions of today agree with the reference list, code by code."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from units import addresses
from units.divisions_source import DivisionRecord, communes, divisions, provinces
from units.models import Division

_KINDS = {"tỉnh": "province", "thành phố": "city", "phường": "ward", "xã": "commune", "đặc khu": "special_zone"}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.realdata
def test_provinces_are_those_of_the_reference(shared_data: Path) -> None:
    expected = {
        row["code"]: (row["name"], row["full_name"], _KINDS[row["type"]])
        for row in rows(shared_data / "admin_units" / "provinces.csv")
    }
    assert _facts(provinces()) == expected


@pytest.mark.realdata
def test_communes_are_those_of_the_reference(shared_data: Path) -> None:
    reference = rows(shared_data / "admin_units" / "communes.csv")
    expected = {row["code"]: (row["name"], row["full_name"], _KINDS[row["type"]]) for row in reference}
    assert _facts(communes()) == expected
    above = {record.code: record.parent_code for record in communes()}
    assert above == {row["code"]: row["province_code"] for row in reference}


@pytest.mark.realdata
def test_types_that_changed_in_2026_are_those_of_today(shared_data: Path) -> None:
    reference = rows(shared_data / "admin_units" / "communes.csv")
    changed = {row["code"] for row in reference if row["type"] != row["type_at_2025_07"]}
    kinds = {record.kind for record in communes() if record.code in changed}
    assert (len(changed), kinds) == (22, {Division.Kind.WARD})


@pytest.mark.realdata
def test_the_file_of_addresses_has_one_for_every_commune_of_the_city(shared_data: Path) -> None:
    read = addresses.read(str(shared_data / "hcmc" / "service_centres_168.csv"))
    known = {record.code for record in communes() if record.parent_code == "79"}
    assert {entry.commune_code for entry in read} == known
    assert len(read) == 168


def test_the_country_has_34_provinces_and_3321_communes() -> None:
    kinds = Counter(record.kind for record in divisions())
    assert kinds[Division.Kind.PROVINCE] + kinds[Division.Kind.CITY] == 34
    assert sum(kinds.values()) == 34 + 3321
    assert kinds[Division.Kind.SPECIAL_ZONE] == 13


def test_corrections_replace_a_code_that_the_package_is_late_with() -> None:
    codes = {record.code: record.full_name for record in communes()}
    assert codes["06978"] == "Xã Ba Chẽ"
    assert "06970" not in codes


def test_a_record_names_its_decision() -> None:
    found = {record.code: record for record in divisions()}
    assert found["26740"].decision == "1685/NQ-UBTVQH15 ngày 16/06/2025"
    assert found["75"].decision == "30/2026/QH16 ngày 24/04/2026"


def _facts(records: list[DivisionRecord]) -> dict[str, tuple[str, str, str]]:
    return {record.code: (record.name, record.full_name, record.kind) for record in records}
