"""Rule proved: texts of the district level are said with communes, every other word stays (two tiers, 1/7/2025)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.national.doubts import Doubts
from procedures.national.words import doubt_texts
from procedures.review.district_words import without_district_level


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Ủy ban nhân dân cấp huyện", "Ủy ban nhân dân cấp xã"),
        ("UBND huyện", "UBND cấp xã"),
        ("UBND quận, huyện, thị xã", "UBND cấp xã"),
        ("UBND quận/huyện", "UBND cấp xã"),
        ("Ủy ban nhân dân quận, huyện, thành phố thuộc tỉnh", "Ủy ban nhân dân cấp xã"),
        ("Chủ tịch UBND huyện ký", "Chủ tịch UBND cấp xã ký"),
        ("Công an cấp huyện", "Công an cấp xã"),
        ("Phòng Tư pháp cấp huyện", "Phòng Tư pháp cấp xã"),
        ("UBND huyện Củ Chi", "UBND cấp xã nay quản lý địa bàn Củ Chi"),
        ("UBND Quận Bình Thạnh", "UBND cấp xã nay quản lý địa bàn Bình Thạnh"),
        ("cấp huyện, cấp xã", "cấp xã"),
        ("cấp xã và cấp huyện", "cấp xã"),
        ("thành phố thuộc tỉnh", "xã, phường, đặc khu"),
        ("Bộ phận một cửa cấp huyện", "Bộ phận một cửa cấp xã"),
    ],
)
def test_what_a_district_did_the_commune_does(told: str, said: str) -> None:
    assert without_district_level(told) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UBND cấp xã",
        "Sở Tư pháp",
        "huyện Củ Chi",
        "Thị xã Bến Cát",
        "đường Huyện Thanh Quan",
        "lên tỉnh",
        "quận công",
    ],
)
def test_what_speaks_of_no_district_stays(text: str) -> None:
    assert without_district_level(text) == text


WORDS = st.lists(
    st.sampled_from(
        ["UBND", "Ủy ban nhân dân", "cấp huyện", "huyện", "quận", "thị xã", "cấp xã", "nộp tại", "Củ Chi", ",", "hồ sơ"]
    ),
    max_size=10,
).map(" ".join)


@given(WORDS)
def test_saying_it_twice_changes_nothing_more(text: str) -> None:
    once = without_district_level(text)

    assert without_district_level(once) == once


@given(WORDS)
def test_what_is_suggested_no_longer_names_the_level(text: str) -> None:
    assert "cấp huyện" not in without_district_level(text)


@given(
    st.lists(st.sampled_from(["UBND", "tỉnh", "Sở", "phường", "đặc khu", "nộp tại", "Củ Chi", "hồ sơ"])).map(" ".join)
)
def test_a_text_without_the_level_is_neither_doubted_nor_changed(text: str) -> None:
    doubts = Doubts()
    doubt_texts({"requirements": text}, doubts)

    assert not list(doubts)
    assert without_district_level(text) == text


@pytest.mark.parametrize("before", ["Nộp tại ", "(", "1. ", "\n"])
@pytest.mark.parametrize("after", ["", ".", " nơi cư trú", "\nDòng sau"])
def test_the_words_around_stay(before: str, after: str) -> None:
    assert without_district_level(f"{before}UBND cấp huyện{after}") == f"{before}UBND cấp xã{after}"
