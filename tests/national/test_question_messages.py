"""The messages of questions and answers, field by field: what moves each, its limit, and what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.messages import problems_of
from portal.national.messages.of_question import (
    ANSWER_FIELDS,
    LONGEST_TEXT,
    PUBLIC_FIELDS,
    AnswerFacts,
    PublicFacts,
    answer_message,
    public_message,
)

MOMENT = dt.datetime(2026, 11, 23, 1, 5, tzinfo=dt.UTC)
ANSWER = AnswerFacts("PA-1", "H29.101", "Vũ Đình Khôi", "Giám sát", MOMENT, "Đã trả.", "Xem thêm tại đây")
PUBLIC = PublicFacts("HD-7", "H29.101", "Chậm", "Vì sao chậm?", "Đã trả.", MOMENT)


def test_the_examples_say_exactly_this() -> None:
    assert answer_message(ANSWER) == {
        "HOIDAPID": "PA-1",
        "MADONVI": "H29.101",
        "NGUOITRALOI": "Vũ Đình Khôi",
        "CHUCVUNGUOITRALOI": "Giám sát",
        "NGAYTRALOI": "20261123080500",
        "NOIDUNGTRALOI": "Đã trả.",
    }
    assert public_message(PUBLIC) == {
        "HOIDAPID": "HD-7",
        "MADONVI": "H29.101",
        "TIEUDE": "Chậm",
        "NOIDUNGCAUHOI": "Vì sao chậm?",
        "NGAYTRALOI": "20261123080500",
        "NOIDUNGTRALOI": "Đã trả.",
        "TRANGTHAI": "1",
    }


def test_each_fact_moves_its_own_field_and_no_other() -> None:
    later = MOMENT + dt.timedelta(hours=1)
    answer: list[tuple[str, Any, str]] = [
        ("question", "PA-2", "HOIDAPID"),
        ("unit_code", "H29.102", "MADONVI"),
        ("answered_by", "Lan", "NGUOITRALOI"),
        ("role", "", "CHUCVUNGUOITRALOI"),
        ("answered_at", later, "NGAYTRALOI"),
        ("text", "Khác.", "NOIDUNGTRALOI"),
    ]
    public: list[tuple[str, Any, str]] = [
        ("id", "HD-8", "HOIDAPID"),
        ("unit_code", "H29.102", "MADONVI"),
        ("title", "Khác", "TIEUDE"),
        ("question", "Khác?", "NOIDUNGCAUHOI"),
        ("text", "Khác.", "NOIDUNGTRALOI"),
        ("published_at", later, "NGAYTRALOI"),
        ("is_withdrawn", True, "TRANGTHAI"),
    ]
    for fact, value, field in answer:
        changed = answer_message(replace(ANSWER, **{fact: value}))
        assert [name for name, said in answer_message(ANSWER).items() if changed[name] != said] == [field]
    for fact, value, field in public:
        changed = public_message(replace(PUBLIC, **{fact: value}))
        assert [name for name, said in public_message(PUBLIC).items() if changed[name] != said] == [field]


@given(st.text(min_size=1, max_size=60), st.integers(1, 3 * LONGEST_TEXT), st.text(max_size=100))
def test_whatever_is_said_fits_and_a_long_answer_ends_with_where_the_rest_is(words: str, size: int, rest: str) -> None:
    text = (words * (size // len(words) + 1))[:size]
    message = answer_message(replace(ANSWER, text=text, rest=rest, answered_by=words, role=words * 9))
    assert problems_of(message, ANSWER_FIELDS) == []
    assert message["NOIDUNGTRALOI"] == text if size <= LONGEST_TEXT else message["NOIDUNGTRALOI"].endswith(rest or "…")
    shown = public_message(replace(PUBLIC, question=text, text=text, title=text))
    assert problems_of(shown, PUBLIC_FIELDS) == []


@pytest.mark.parametrize("fields", [ANSWER_FIELDS, PUBLIC_FIELDS], ids=["answer", "public"])
def test_what_is_missing_too_long_or_no_moment_is_found_at_its_field(fields: Any) -> None:
    good = answer_message(ANSWER) if fields is ANSWER_FIELDS else public_message(PUBLIC)
    for field in fields:
        wrong = ["x" * ((field.longest or 0) + 1)] if field.longest else ["2026-11-23", "7"]
        for value in (*wrong, *([""] if field.required else []), None):
            found = problems_of({**good, field.name: value}, fields)
            assert [one.split(":")[0] for one in found][:1] == [field.name], (field.name, value)
        assert problems_of({name: value for name, value in good.items() if name != field.name}, fields)
    assert problems_of({**good, "LA": "1"}, fields) == ["message: additionalProperties"]
