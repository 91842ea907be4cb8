"""Danger is heard however it is written; words that only sound like it lift nothing up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.reports import Report, Reporter
from hotline.urgent_words import is_urgent
from portal.vietnamese import normalise, without_accents

DANGER = [
    "Họ đe dọa gia đình tôi",
    "Họ đe doạ gia đình tôi",
    "Anh ta doạ giết vợ tôi",
    "Ông ấy đòi giết cả nhà",
    "Chồng tôi bạo hành con tôi",
    "Có người đặt bom ở trung tâm",
    "Cháu bé bị xâm hại",
    "Chị ấy đang bị đánh ngoài cổng",
    "Tôi sẽ tự thiêu trước trụ sở",
    "Cháy nhà rồi, cứu với",
    "Tôi sẽ đốt trụ sở này",
]
BARE = ["ho doa giet toi", "toi muon tu tu", "con toi bi bat coc", "no bi danh dap", "ho de doa toi"]
CALM = [
    "",
    "Cán bộ hẹn ba lần mà chưa trả",
    "Tôi tự túc đi lại",
    "Chị tự tin giải thích rõ",
    "Phường tổ chức hội hoa, tặng một đóa hoa",
    "Máy bơm ở quầy 3 hỏng, không có bơm thay",
    "Chuyện này làm tôi mệt",
    "Trang web bị chết giữa chừng",
    "The counter was closed at noon",
]


@pytest.mark.parametrize("words", [*DANGER, *BARE])
def test_danger_is_heard(words: str) -> None:
    assert is_urgent(words)


@pytest.mark.parametrize("words", CALM)
def test_what_only_sounds_like_it_is_not(words: str) -> None:
    assert not is_urgent(words)


@given(st.sampled_from(DANGER), st.text(max_size=60), st.text(max_size=60))
def test_danger_is_heard_in_the_middle_of_anything(danger: str, before: str, after: str) -> None:
    assert is_urgent(f"{before} {danger} {after}")
    assert is_urgent(f"{before}\n{danger.upper()}\n{after}")


@given(st.sampled_from(DANGER))
def test_broken_lines_and_many_spaces_hide_nothing(danger: str) -> None:
    assert is_urgent(danger.replace(" ", "\n"))
    assert is_urgent(danger.replace(" ", " \t  "))


@given(st.sampled_from(DANGER))
def test_letters_typed_with_loose_accents_are_heard_once_the_text_is_stored(danger: str) -> None:
    loose = unicodedata.normalize("NFD", danger)
    assert is_urgent(normalise(loose))


@given(st.text(max_size=300))
def test_any_text_is_judged_and_the_same_each_time(text: str) -> None:
    assert is_urgent(text) is is_urgent(text)


@pytest.mark.parametrize("place", ["Cổng trung tâm, có người đang bị đánh", "Quầy 3"])
def test_danger_told_in_the_place_counts_as_told(place: str) -> None:
    """Somebody may write the danger into the wrong box."""
    told = Report("complaint_conduct", "Cứu với", place=place, reporter=Reporter())
    assert (told.severity == "urgent") is is_urgent(place)
    assert told.lacks_name is not is_urgent(place)


def test_words_with_accents_are_not_read_as_if_they_had_none() -> None:
    """«Tú tú» is a name; only somebody who writes without any accent is read without them."""
    assert is_urgent(without_accents("tú tú"))
    assert not is_urgent("tú tú")
