"""Rules proved: questions lose their politeness and gain the catalogue's words, with or without accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.vocabulary import in_words_of_law, vocabulary

pytestmark = pytest.mark.django_db


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


def test_every_phrase_of_the_table_is_found_by_itself() -> None:
    """A pattern that never matches would be a slip of whoever edits the table."""
    for meaning in vocabulary().meanings:
        assert meaning.said.pattern
        assert meaning.said.search(" ") is None


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert all(word.strip() for word in in_words_of_law(text))
