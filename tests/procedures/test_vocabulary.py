"""Rules proved: questions lose their politeness and gain the catalogue's words, with or without accents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.vocabulary import in_words_of_law, terms_of
from procedures.vocabulary_in_use import vocabulary
from procedures.vocabulary_table import Vocabulary, build, starter

pytestmark = pytest.mark.django_db
LIGHTING = {"said": ["rước & #torch"], "meant": "thắp lửa"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Cho em hỏi về kết hôn ạ", "kết hôn"),
        ("Tôi muốn đăng ký thường trú thì cần giấy tờ gì?", "đăng ký thường trú"),
        ("chung thuc di chuc nop o dau", "chung thuc chứng thực di chúc"),
        ("GPLX", "giấy phép lái xe"),
        ("nhập hộ khẩu", "đăng ký thường trú"),
        ("nhap ho khau cho con", "đăng ký thường trú"),
        ("Ba tôi mất hôm qua", "đăng ký khai tử"),
        ("sao y", "chứng thực bản sao từ bản chính"),
        ("mở tiệm tạp hóa", "đăng ký thành lập hộ kinh doanh"),
        ("thành lập DNTN", "đăng ký thành lập doanh nghiệp tư nhân"),
        ("VSATTP", "cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"),
    ],
)
def test_a_question_is_put_into_words_of_law(question: str, told: str) -> None:
    assert " ".join(in_words_of_law(question)) == told


@pytest.mark.parametrize("question", ["khai tử", "khai tu", "tai nạn lao động", "lần đầu", "de tai", "bản sao"])
def test_words_that_only_look_like_talk_stay(question: str) -> None:
    told = [without_accents(word) for word in in_words_of_law(question)]

    assert set(without_accents(question).split()) <= set(told)


def test_a_question_of_talk_alone_keeps_its_words() -> None:
    assert in_words_of_law("thế nào") == ["thế", "nào"]


def test_no_phrase_of_the_table_stands_in_a_question_without_words() -> None:
    """A part that fits nothing said would put its meaning into every question."""
    for meaning in vocabulary().meanings:
        for part in meaning.said.parts:
            assert part.said.search(" ") is None
            assert part.first


@pytest.mark.parametrize(
    ("one_way", "other_way"),
    [
        ("quán dời qua đường khác", "dời quán qua đường khác"),
        ("căn cước bị gãy", "gãy căn cước"),
        ("con bị down xin trợ cấp", "xin trợ cấp cho con bị down"),
        ("gpxd sắp hết hạn", "sắp hết hạn gpxd"),
    ],
)
def test_the_parts_of_a_phrase_may_be_said_in_any_order(one_way: str, other_way: str) -> None:
    meant = [word for word, is_meant in terms_of(one_way) if is_meant]

    assert meant
    assert meant == [word for word, is_meant in terms_of(other_way) if is_meant]


def test_one_word_cannot_be_two_parts_of_a_phrase() -> None:
    """Without accents "sap" may be the stall (sạp) or its end (sập), not both."""
    assert in_words_of_law("sap") == ["sap"]


def a_table(**told: Any) -> Vocabulary:
    """The starter table with these parts in the place of its own."""
    return build({**starter(), **told})


@pytest.mark.parametrize("phrase", ["@nothing", "#nothing", "giấy & #nothing"])
def test_a_list_that_is_not_there_stops_the_table(phrase: str) -> None:
    with pytest.raises(KeyError, match="nothing"):
        a_table(meanings=[{"said": [phrase], "meant": "gì đó"}])


def test_a_name_stands_for_its_list_of_phrases() -> None:
    table = a_table(things={**starter()["things"], "torch": ["đuốc", "lửa thiêng"]}, meanings=[LIGHTING])

    for question in ("rước đuốc về làng", "lửa thiêng thì rước sao"):
        assert "thắp lửa" in " ".join(in_words_of_law(question, table))
    assert "thắp" not in in_words_of_law("đuốc cháy", table)


def test_the_longer_phrase_is_meant_when_two_fit() -> None:
    short, long = {"said": ["đuốc"], "meant": "đuốc tre"}, {"said": ["rước đuốc"], "meant": "thắp lửa"}
    table = a_table(meanings=[short, long])

    assert in_words_of_law("rước đuốc", table) == ["thắp", "lửa"]


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert all(word.strip() for word in in_words_of_law(text))
