"""Rules proved: what the national portal tells is read strictly; what is missing is named and never guessed. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import AssuranceLevel, Kind
from portal.accounts.sign_on.claims import Identity, Incomplete, read

PERSON: dict[str, Any] = {
    "sub": "7a1",
    "LoaiTaiKhoan": "1",
    "SoDinhDanh": "079194000123",
    "HoVaTen": "NGUYỄN THỊ NGỌC LAN",
    "loAs": "LoA2",
    "IAL": "2",
}
COMPANY: dict[str, Any] = {**PERSON, "LoaiTaiKhoan": "2", "HoVaTen": "CÔNG TY ABC", "MaSoThue": "0316000321-001"}


def test_a_person_is_read_whole() -> None:
    assert read(PERSON) == Identity("7a1", Kind.CITIZEN, "079194000123", "Nguyễn Thị Ngọc Lan", AssuranceLevel.LEVEL_2)


def test_an_organisation_keeps_the_letters_of_its_name_and_is_known_by_its_tax_code() -> None:
    read_company = read(COMPANY)
    assert (read_company.kind, read_company.number, read_company.full_name) == (
        Kind.ORGANISATION,
        "0316000321001",
        "CÔNG TY ABC",
    )
    without_tax = {**COMPANY, "MaSoThue": "", "MaSoDoanhNghiep": "0316000321"}
    assert read(without_tax).number == "0316000321"


@pytest.mark.parametrize("name", ["sub", "LoaiTaiKhoan", "SoDinhDanh", "HoVaTen"])
@pytest.mark.parametrize("value", [None, "", "  ", [], {}, True, 1.5])
def test_what_is_missing_or_no_text_is_named(name: str, value: object) -> None:
    with pytest.raises(Incomplete, match=name):
        read({**PERSON, name: value})


@pytest.mark.parametrize("number", ["07919400012", "0791940001234", "079194000a23", "٠٧٩١٩٤٠٠٠١٢٣", "123456789"])
def test_only_twelve_digits_are_an_identity_number(number: str) -> None:
    with pytest.raises(Incomplete, match="SoDinhDanh"):
        read({**PERSON, "SoDinhDanh": number})


def test_an_identity_number_makes_no_organisation() -> None:
    with pytest.raises(Incomplete, match="MaSoThue"):
        read({**PERSON, "LoaiTaiKhoan": "2"})


@pytest.mark.parametrize(
    ("session", "identity", "level"),
    [
        ("LoA2", "2", 2),
        ("LoA1", "2", 1),
        ("LoA2", "IAL1", 1),
        ("LoA3", "3", 2),
        ("", "", 1),
        (None, None, 1),
        (2, 1, 1),
    ],
)
def test_the_lower_of_the_two_levels_counts(session: object, identity: object, level: int) -> None:
    assert read({**PERSON, "loAs": session, "IAL": identity}).level == level


def test_who_is_not_proven_at_all_is_not_let_in() -> None:
    with pytest.raises(Incomplete, match="loAs"):
        read({**PERSON, "loAs": "LoA0"})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from([*PERSON, "MaSoThue", "MaSoDoanhNghiep"]), ANYTHING))
def test_whatever_is_told_is_read_or_refused(claims: dict[str, Any]) -> None:
    try:
        identity = read(claims)
    except Incomplete:
        return
    assert identity.number.isdigit()
    assert identity.full_name
    assert identity.level >= AssuranceLevel.LEVEL_1


@given(st.dictionaries(st.sampled_from(sorted(PERSON)), ANYTHING, min_size=1))
def test_a_refusal_never_repeats_what_was_told(changed: dict[str, Any]) -> None:
    said = "sub"
    try:
        read({**PERSON, **changed})
    except Incomplete as error:
        said = str(error)
    assert said in {*PERSON, "MaSoThue"}


def test_the_technical_id_is_taken_where_it_is_one_and_turns_nobody_away() -> None:
    assert read({**PERSON, "TechID": " T-7a1 "}).tech_id == "T-7a1"
    strange: tuple[object, ...] = (None, "", "x" * 101, "T\x00", "Tê", {}, True)
    for told in strange:
        assert read({**PERSON, "TechID": told}) == read(PERSON)
