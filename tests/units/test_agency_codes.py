"""Codes of agencies: given by law for provinces, fixed in a file or numbered beneath them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.agency_codes import AgencyCodes, BadAgencyCodes, agency_codes
from units.departments import DEPARTMENT_SLUGS, DEPARTMENTS
from units.divisions_source import provinces

COMMUNES = st.sets(st.integers(10000, 99999).map(str), max_size=200)


def write(folder: Path, content: object) -> str:
    """A file of agency codes."""
    path = folder / "codes.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_all_34_provinces_have_a_code_of_their_own() -> None:
    codes = {agency_codes(province.code).province for province in provinces()}
    assert len(codes) == 34
    assert agency_codes("79").province == "H29"
    assert agency_codes("01").province == "H26"


def test_departments_and_centre_stand_below_the_province() -> None:
    codes = agency_codes("79")
    assert set(codes.departments) == DEPARTMENT_SLUGS
    assert len(set(codes.departments.values())) == len(DEPARTMENTS)
    assert codes.departments["so-tu-phap"] == "H29.03"
    assert codes.centre == "H29.90"


def test_communes_are_numbered_in_order_of_their_official_codes() -> None:
    numbered = agency_codes("79").of_communes(["26743", "26740"], kept={})
    assert numbered == {"26743": "H29.102", "26740": "H29.101"}


def test_a_file_fixes_codes_and_the_rest_is_numbered_around_them(tmp_path: Path) -> None:
    path = write(tmp_path, {"departments": {"so-tu-phap": "H29.33"}, "communes": {"26743": "H29.101"}})
    codes = agency_codes("79", path)
    assert codes.departments["so-tu-phap"] == "H29.33"
    assert codes.departments["so-noi-vu"] == "H29.02"
    assert codes.of_communes(["26740", "26743"], kept={}) == {"26740": "H29.102", "26743": "H29.101"}


def test_what_is_in_the_database_is_stronger_than_the_file(tmp_path: Path) -> None:
    codes = agency_codes("79", write(tmp_path, {"communes": {"26740": "H29.500"}}))
    assert codes.of_communes(["26740"], kept={"26740": "H29.101"}) == {"26740": "H29.101"}


def test_two_communes_with_one_code_are_refused(tmp_path: Path) -> None:
    codes = agency_codes("79", write(tmp_path, {"communes": {"26740": "H29.500", "26743": "H29.500"}}))
    with pytest.raises(BadAgencyCodes, match="H29\\.500"):
        codes.of_communes(["26740", "26743"], kept={})


@given(first=COMMUNES, later=COMMUNES)
def test_a_code_is_never_given_to_another_commune(first: set[str], later: set[str]) -> None:
    codes = AgencyCodes("H29", "H29.90", {})
    kept = codes.of_communes(first, kept={})
    everything = codes.of_communes(first | later, kept=kept)
    assert {code: everything[code] for code in first} == kept
    assert len(set(everything.values())) == len(first | later)


@pytest.mark.parametrize(
    ("content", "words"), [({"wards": {}}, "unknown keys"), ("not json", "cannot read"), (None, "cannot read")]
)
def test_an_unusable_file_is_said_in_words(tmp_path: Path, content: object, words: str) -> None:
    path = tmp_path / "codes.json"
    if content is not None:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(BadAgencyCodes, match=words):
        agency_codes("79", str(path))


def test_an_unknown_province_is_said_in_words() -> None:
    with pytest.raises(BadAgencyCodes, match="'74'"):
        agency_codes("74")
