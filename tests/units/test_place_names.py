"""Rules proved: words of an address are one key however they are typed, and others stay apart. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from units.divisions_source import communes, provinces
from units.place_names import ABBREVIATIONS, LONGEST_NAME, WARD_TYPES, is_typed, key_of, spans, toned

NAMES = st.sampled_from([division.full_name for division in [*provinces(), *communes()]])
TEXT = st.text(max_size=60)
WAYS = st.sampled_from([
    str.upper, str.lower, str.title, without_accents, str.strip, lambda name: name.replace(" ", ""),
    lambda name: name.replace(" ", "  "), lambda name: unicodedata.normalize("NFD", name),
])  # fmt: skip


@given(NAMES, WAYS, WAYS)
def test_a_name_has_one_key_however_it_is_typed(
    name: str, one: Callable[[str], str], two: Callable[[str], str]
) -> None:
    assert key_of(one(two(name))) == key_of(name)


@given(TEXT)
def test_a_key_is_its_own_key_and_has_only_letters_and_digits_without_accents(text: str) -> None:
    key = key_of(text)

    assert key_of(key) == key
    assert all(sign.isascii() and sign.isalnum() and not sign.isupper() and sign != "y" for sign in key)


@pytest.mark.parametrize(("one", "two"), [
    ("Hoà Bình", "Hòa Bình"), ("Thuỷ Nguyên", "Thủy Nguyên"), ("Mỹ Tho", "Mĩ Tho"), ("Ea H'leo", "Ea Hleo"),
    ("Cư M’gar", "Cư M'gar"), ("HOÀ BÌNH", "hòa bình"),
])  # fmt: skip
def test_two_schools_of_spelling_are_one_name(one: str, two: str) -> None:
    assert toned(one) == toned(two) and key_of(one) == key_of(two)


@pytest.mark.parametrize(
    ("one", "two"), [("Hòa Bình", "Hoá Bình"), ("Tân Phú", "Tấn Phú"), ("Bình Thạnh", "Bình Thanh")]
)
def test_accents_tell_names_apart_that_letters_do_not(one: str, two: str) -> None:
    assert toned(one) != toned(two) and key_of(one) == key_of(two)


@given(st.integers(1, 99), st.sampled_from(["Phường", "Quận", "P.", "Q"]))
def test_a_nought_before_a_number_means_nothing(number: int, kind: str) -> None:
    assert key_of(f"{kind} {number:03d}") == key_of(f"{kind} {number}")
    assert key_of(f"{kind} {number}0") != key_of(f"{kind} {number}")


@given(NAMES)
def test_a_whole_name_is_found_in_an_address_behind_a_house_and_before_a_country(name: str) -> None:
    for address in (name, f"12/3 Lê Lợi, {name}, Việt Nam", f"Khu phố 2; {name}\nViệt Nam"):
        assert key_of(name) in {span.key for span in spans(address)}, address


@given(NAMES, NAMES)
def test_a_comma_stands_between_two_names_and_nothing_reaches_across_it(one: str, two: str) -> None:
    across = {span.key for span in spans(f"{one}, {two}")}

    assert across == {span.key for part in (one, two) for span in spans(part)}


@given(TEXT)
def test_runs_lie_in_the_address_and_are_never_longer_than_a_name(text: str) -> None:
    for span in spans(text):
        assert 0 <= span.start < span.end <= span.start + LONGEST_NAME
        assert span.key == key_of(span.key) != ""


@pytest.mark.parametrize(("short", "whole"), sorted(ABBREVIATIONS.items()))
def test_every_abbreviation_stands_for_its_type_before_a_name(short: str, whole: str) -> None:
    keys = {span.key for span in spans(f"{short}. Bến Nghé")}

    assert key_of(f"{whole} Bến Nghé") in keys
    assert key_of(whole) not in {span.key for span in spans(short)}, "alone it may be anything"


def test_two_numbers_side_by_side_are_two_things() -> None:
    keys = {span.key for span in spans("Phường 1 25 Lê Lợi")}

    assert "phuong1" in keys and "phuong125" not in keys


@pytest.mark.parametrize(("key", "is_so"), [
    ("phuongbennghe", True), ("bennghe", False), ("p1", True), ("phuong12", True), ("quan3", True),
    ("phuongkhac", False), ("thitranbennghe", True), ("huienbennghe", False),
])  # fmt: skip
def test_a_type_counts_only_before_the_name_of_the_place(key: str, is_so: bool) -> None:
    assert is_typed(key, frozenset({"bennghe"}), WARD_TYPES) is is_so
