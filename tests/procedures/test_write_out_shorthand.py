"""Rules proved: short forms of chats and dialects are read as the words they stand for; real words stay as typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import procedures
from procedures.vocabulary_patterns import spoken
from procedures.vocabulary_shorthand import written_out
from procedures.vocabulary_table import build, starter

SHORT = build(starter()).shorthand


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vk mình mới sinh, lm giấy j", "vợ mình mới sinh, làm giấy gì"),
        ("K dc, ck e bít r", "không được, chồng e biết rồi"),
        ("dk tạm trú ở ktx", "đăng ký tạm trú ở ký túc xá"),
        ("mướn nhà mần khai sanh", "thuê nhà làm khai sinh"),
        ("bà 77t", "bà 77 tuổi"),
        ("cụ 102 t", "cụ 102 tuổi"),
        ("tám chục tuổi", "80 tuổi"),
        ("ông Bảy Mươi tuổi", "ông 70 tuổi"),
        ("trả bank rồi", "trả ngân hàng rồi"),
    ],
)
def test_short_forms_are_written_out(typed: str, meant: str) -> None:
    assert written_out(typed, SHORT) == meant


@pytest.mark.parametrize("text", ["Khai sinh", "1.001193", "hạng B2", "Điều 77", "tháng 7", "lớp 1A", "sổ đỏ", ""])
def test_whole_words_stay_as_typed(text: str) -> None:
    assert written_out(text, SHORT) == text


def test_no_short_form_is_a_word_of_a_procedures_name() -> None:
    """Else who types the name is understood wrongly. The names are those of the starter catalogue."""
    folder = Path(procedures.__file__).parent / "starter"
    names = [yaml.safe_load(file.read_text(encoding="utf-8"))["name"] for file in folder.glob("*.yaml")]
    words = set(spoken(" ".join(names)).split())

    assert len(names) > 60
    assert words & SHORT.keys() == set()


def test_no_short_form_is_written_out_as_another_short_form() -> None:
    """Reading twice reads the same."""
    for whole in SHORT.values():
        assert written_out(whole, SHORT) == whole


@given(st.text(max_size=80))
def test_any_text_is_taken_and_nothing_between_words_is_lost(text: str) -> None:
    found = written_out(text, {"k": "không"})

    assert re.findall(r"[^\w\s]", found) == re.findall(r"[^\w\s]", text)


@given(st.lists(st.sampled_from(sorted(SHORT)), min_size=1, max_size=6))
def test_case_does_not_matter(forms: list[str]) -> None:
    text = " ".join(forms)

    assert written_out(text.upper(), SHORT) == written_out(text, SHORT)
