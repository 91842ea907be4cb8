"""Rules proved: what an answer must say, over kinds, days and words (Hanoi's Directive 15 of 2023). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.answer_check import LONGEST_PROMISE, ONLY_WORDS, AnswerText, Asked, faults, says_something
from hotline.kinds import COMPLAINTS, Kind
from portal.vietnamese import without_accents
from tests.hotline.desk import good

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
GOOD = replace(good(), done_by=TODAY)
MATTERS = [kind for kind in Kind if kind not in ONLY_WORDS]
STOCK = [
    "Xin cảm ơn ý kiến đóng góp của ông/bà.",
    "Đơn vị đã tiếp nhận phản ánh và sẽ xem xét, giải quyết theo quy định của pháp luật.",
    "Chúng tôi đã ghi nhận ý kiến và sẽ trả lời sau trong thời gian sớm nhất.",
    "Trân trọng!",
    "Mong ông bà thông cảm, đơn vị sẽ rút kinh nghiệm.",
]
WORDS = st.lists(
    st.sampled_from(
        ["giấy", "chứng", "sinh", "bưu", "cục", "quận", "ba", "mất", "ngày", "thứ", "sáu", "trao", "tận", "nhà"]
    ),
    max_size=12,
)


def asked(kind: Kind = Kind.COMPLAINT_DELAY, *, is_late: bool = False, earlier: tuple[str, ...] = ()) -> Asked:
    return Asked(kind, "Hai tuần chưa có giấy khai sinh.", is_late, TODAY, earlier)


@given(st.sampled_from(MATTERS), st.integers(-800, 800))
def test_a_promise_is_for_a_day_from_today_to_a_year_ahead(kind: Kind, days: int) -> None:
    told = faults(replace(GOOD, done_by=TODAY + days * DAY), asked(kind))

    assert ("done_by" in told) is not (0 <= days <= LONGEST_PROMISE.days)
    assert set(told) <= {"done_by"}


@given(st.sampled_from(list(Kind)), st.sets(st.sampled_from([one.name for one in fields(AnswerText)])), st.booleans())
def test_each_part_left_out_is_named_and_nothing_else(kind: Kind, left_out: set[str], is_late: bool) -> None:
    empty = {name: getattr(AnswerText(), name) for name in left_out}
    needed = {"found"} if kind in ONLY_WORDS else {one.name for one in fields(AnswerText)} - {"apology", "cause"}
    needed |= {"cause"} if kind in COMPLAINTS else set()

    told = faults(AnswerText(**(vars(GOOD) | empty)), asked(kind, is_late=is_late))

    assert set(told) == left_out & (needed | ({"apology"} if is_late else set()))


@given(st.lists(st.sampled_from(STOCK), max_size=6), st.sampled_from([str, str.upper, str.lower, without_accents]))
def test_however_many_stock_phrases_are_strung_together_they_say_nothing(
    phrases: list[str], writing: Callable[[str], str]
) -> None:
    assert not says_something(writing(" ".join(phrases)))


@given(WORDS, st.lists(st.sampled_from(STOCK), max_size=4))
def test_politeness_around_it_neither_makes_nor_spoils_what_is_said(told: list[str], phrases: list[str]) -> None:
    plain = " ".join(told)

    assert says_something(" ".join([*phrases, plain, *phrases])) is says_something(plain) is (len(set(told)) >= 5)


@given(WORDS.filter(bool), st.integers(2, 9))
def test_saying_it_over_and_over_says_no_more(told: list[str], times: int) -> None:
    assert says_something(" ".join(told * times)) is says_something(" ".join(told))


@given(st.permutations(["checked", "found", "will_do"]), st.sampled_from([str, str.upper, without_accents]))
def test_one_text_in_two_parts_is_one_part(parts: list[str], writing: Callable[[str], str]) -> None:
    copied, onto = sorted(parts[:2], key=["checked", "found", "will_do"].index)

    told = faults(AnswerText(**(vars(GOOD) | {onto: writing(getattr(GOOD, copied)) + " !"})), asked())

    assert set(told) == {onto} and "lặp lại nguyên văn" in told[onto]


@given(st.sampled_from(["checked", "found", "will_do"]))
def test_neither_the_report_itself_nor_an_answer_that_was_sent_back_is_an_answer(part: str) -> None:
    earlier = "Phường đã kiểm tra và thấy giấy chứng sinh nằm ở bưu cục."
    for text in ("Hai tuần chưa có giấy khai sinh!", earlier.upper()):
        told = faults(AnswerText(**(vars(GOOD) | {part: text})), asked(earlier=(earlier,)))
        assert set(told) == {part} and "chép lại" in told[part]


@pytest.mark.parametrize(("basis", "is_law"), [
    ("Luật Hộ tịch, Điều 16", True), ("NGHỊ ĐỊNH 20/2008", True), ("Điều 7", True), ("Quy chế của phường", True),
    ("theo quy định", False), ("như đã nói", False), ("", False), ("   ", False),
])  # fmt: skip
def test_a_legal_basis_names_a_document_or_an_article(basis: str, is_law: bool) -> None:
    assert ("legal_basis" in faults(replace(GOOD, legal_basis=basis), asked())) is not is_law


@pytest.mark.parametrize(
    "sorry", ["Xin lỗi chị Lan.", "phường XIN LOI", "Thành thật cáo lỗi", "We apologise.", "Sorry!"]
)
def test_a_late_answer_may_say_sorry_in_its_own_words(sorry: str) -> None:
    assert faults(replace(GOOD, apology=sorry), asked(is_late=True)) == {}
    assert set(faults(replace(GOOD, apology="xin"), asked(is_late=True))) == {"apology"}


@given(st.sampled_from(list(Kind)))
def test_what_is_missing_is_said_in_the_language_of_the_page(kind: Kind) -> None:
    told = faults(AnswerText(), asked(kind, is_late=True))
    with translation.override("en"):
        english = faults(AnswerText(), asked(kind, is_late=True))

    assert told.keys() == english.keys()
    assume(told)
    assert all(told[field] != english[field] and english[field].isascii() for field in told)


def test_an_and_between_phrases_is_no_word_of_its_own() -> None:
    said = "giấy chứng sinh bưu"

    assert not says_something(f"{STOCK[1]} {said} {STOCK[1]}")
    assert says_something(f"{STOCK[1]} {said} cục {said} quận")
