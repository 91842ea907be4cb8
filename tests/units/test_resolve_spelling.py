"""Rules proved: the same address in any usual writing names the same place; what it names does not hang on its noise.

Issue 4 item 1: spelling variants (hoà / hòa), accents missing, old district names. Properties over places of the whole
country, without the database.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from units import resolving
from units.place_names import ABBREVIATIONS, key_of, spans, toned
from units.places_source import Place, gazetteer

SOME = settings(max_examples=8, deadline=None)


@lru_cache(maxsize=1)
def _former() -> list[Place]:
    """Old wards in their order, each once."""
    found = {place.name: place for places in gazetteer().by_key.values() for place in places if not place.is_today}
    return [found[name] for name in sorted(found)]


FORMER = st.integers(0, 10**6).map(lambda number: _former()[number % len(_former())])
ADDRESSES = FORMER.map(lambda place: place.name)


def codes(address: str) -> set[str]:
    """Codes of the communes of today that an address may mean."""
    return {code for place in resolving.best_places(address) for code in place.codes}


@SOME
@given(address=ADDRESSES)
def test_capitals_mean_nothing(address: str) -> None:
    assert codes(address.upper()) == codes(address) == codes(address.lower())


@SOME
@given(address=ADDRESSES)
def test_an_encoding_with_loose_accents_means_nothing(address: str) -> None:
    assert codes(unicodedata.normalize("NFD", address)) == codes(address)


@SOME
@given(address=ADDRESSES, blanks=st.sampled_from(["  ", "\t", "\u00a0"]))
def test_blanks_mean_nothing(address: str, blanks: str) -> None:
    assert codes(address.replace(" ", blanks)) == codes(address)


@SOME
@given(address=ADDRESSES, sign=st.sampled_from([", ", " ,", ";", " ; ", ",,", "\n"]))
def test_any_sign_between_the_parts_will_do(address: str, sign: str) -> None:
    assert codes(address.replace(", ", sign)) == codes(address)


@SOME
@given(address=ADDRESSES, house=st.integers(1, 999), tail=st.sampled_from(["", ", Việt Nam", ", VN", "."]))
def test_a_house_before_and_the_country_behind_change_nothing(address: str, house: int, tail: str) -> None:
    assert codes(f"Số {house}, {address}{tail}") == codes(address)


@SOME
@given(place=FORMER)
def test_without_accents_the_right_ones_are_among_what_is_offered(place: Place) -> None:
    assert codes(place.name) <= codes(without_accents(place.name))


MOVED = (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"), ("uỳ", "ùy"), ("uý", "úy"), ("uỵ", "ụy"))


def retoned(text: str) -> str:
    """The same words with the tone mark on the other vowel, as the other school writes it."""
    for new, old in MOVED:
        text = text.replace(new, "\0").replace(old, new).replace("\0", old)
    return text


@SOME
@given(address=ADDRESSES)
def test_where_the_tone_stands_means_nothing(address: str) -> None:
    assert codes(retoned(address)) == codes(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà Bình", "Hòa Bình"), ("Thuỷ Nguyên", "Thủy Nguyên"), ("Quí Lộc", "Quý Lộc"), ("Mỹ Xuân", "Mĩ Xuân")],
)
def test_schools_of_spelling_give_one_key_and_one_sound(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)
    assert toned(one) == toned(other)


@pytest.mark.parametrize("word", sorted(ABBREVIATIONS))
def test_an_abbreviation_is_its_word_where_a_name_follows(word: str) -> None:
    """ "P. Mới" is "phường Mới", with or without the dot and the blank after it."""
    written = {span.key for span in spans(f"{word}. Thử Thách")}

    assert key_of(f"{ABBREVIATIONS[word]} Thử Thách") in written
    assert {span.key for span in spans(f"{word.upper()} Thử Thách")} == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("p1 quận 3", "Phường 1, Quận 3, Thành phố Hồ Chí Minh"),
        ("F.01, Q3", "Phường 1, Quận 3, Thành phố Hồ Chí Minh"),
        ("phường 01 quận 03 tphcm", "Phường 1, Quận 3, Thành phố Hồ Chí Minh"),
        ("Ward 1, District 3, HCMC", "Phường 1, Quận 3, Thành phố Hồ Chí Minh"),
    ],
)
def test_numbered_wards_are_read_in_every_way_of_writing_them(written: str, meant: str) -> None:
    home = frozenset({key_of("Thành phố Hồ Chí Minh")})

    found = {place.name for place in resolving.best_places(written, home)}

    assert found == {meant}


@SOME
@given(place=FORMER)
def test_a_ward_that_was_split_offers_each_part_once_the_largest_first(place: Place) -> None:
    offered = resolving.codes_of([place])

    assert offered == list(dict.fromkeys(place.codes))[: resolving.MOST_CANDIDATES]
    assert len(set(offered)) == len(offered)


@SOME
@given(text=st.text(max_size=120))
def test_any_text_gives_places_that_exist_or_none(text: str) -> None:
    for place in resolving.best_places(text):
        assert place.codes


@SOME
@given(place=FORMER, other=FORMER)
def test_another_province_speaks_against_a_place(place: Place, other: Place) -> None:
    """ "Phường 1, Quận 3, Tỉnh Cà Mau" is not the ward of Ho Chi Minh City, however well the rest fits."""
    assume(not place.province_keys & other.province_keys)
    ward, province = place.name.partition(", ")[0], other.name.rpartition(", ")[2]

    found = resolving.best_places(f"{ward}, {province}")

    assert place not in found or all(not each.province_keys & other.province_keys for each in found)
