"""An answer that could stand under any question is no answer; what says something of its own passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.answer_check import AnswerText, Asked, faults, says_something
from hotline.kinds import Kind
from tests.hotline.tickets import WORDS

TODAY = dt.date(2026, 11, 23)
ASKED = Asked(Kind.COMPLAINT_DELAY, WORDS, is_late=False, today=TODAY)
GOOD = AnswerText(
    checked="Đã mở lịch sử xử lý và hỏi công chức hộ tịch sáng nay.",
    found="Giấy chứng sinh bị chuyển nhầm sang phường Bến Thành nên nằm đó chín ngày.",
    will_do="Phường nhận lại giấy và trao giấy khai sinh tại nhà cho gia đình.",
    done_by=TODAY,
    responsible="Chị Hồng",
    legal_basis="Luật Hộ tịch, Điều 16",
    cause="misrouted",
)


def with_(**changed: Any) -> AnswerText:
    return AnswerText(**{**vars(GOOD), **changed})


def test_an_answer_with_every_part_passes() -> None:
    assert faults(GOOD, ASKED) == {}


@pytest.mark.parametrize(
    "empty",
    [
        "",
        "Đã xử lý.",
        "Xin cảm ơn ý kiến đóng góp của ông/bà. Đơn vị sẽ xem xét giải quyết theo quy định của pháp luật.",
        "Chúng tôi đã tiếp nhận phản ánh, đã chuyển bộ phận chuyên môn và sẽ rút kinh nghiệm. Trân trọng!",
        "Kính gửi ông bà, đơn vị đang xử lý theo thẩm quyền trong thời gian sớm nhất, mong ông bà thông cảm.",
        "xem xem xem xem xem xem xem xem",
    ],
)
def test_stock_phrases_say_nothing(empty: str) -> None:
    assert not says_something(empty)
    for part in ("checked", "found", "will_do"):
        assert set(faults(with_(**{part: empty}), ASKED)) == {part}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"done_by": None}, "done_by"),
        ({"done_by": TODAY - dt.timedelta(days=1)}, "done_by"),
        ({"done_by": TODAY + dt.timedelta(days=400)}, "done_by"),
        ({"responsible": ""}, "responsible"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"legal_basis": "theo quy định hiện hành"}, "legal_basis"),
        ({"will_do": GOOD.found}, "will_do"),
        ({"found": WORDS}, "found"),
    ],
)
def test_each_part_that_is_missing_is_named(changed: dict[str, Any], wrong: str) -> None:
    assert set(faults(with_(**changed), ASKED)) == {wrong}


def test_a_late_answer_says_sorry() -> None:
    late = Asked(Kind.COMPLAINT_DELAY, WORDS, is_late=True, today=TODAY)

    assert set(faults(GOOD, late)) == set(faults(with_(apology="Chúng tôi đã cố gắng."), late)) == {"apology"}
    assert faults(with_(apology="Phường xin lỗi gia đình vì chậm."), late) == {}


def test_the_answer_that_was_not_enough_does_not_go_out_again() -> None:
    again = Asked(Kind.COMPLAINT_DELAY, WORDS, is_late=False, today=TODAY, earlier=(GOOD.found.upper() + "!",))

    assert set(faults(GOOD, again)) == {"found"}


def test_guidance_needs_only_its_words() -> None:
    asked = Asked(Kind.GUIDANCE, "Tôi cần giấy tờ gì?", is_late=False, today=TODAY)

    assert faults(AnswerText(found="Ông bà mang giấy chứng sinh và căn cước đến quầy 3 phường Sài Gòn."), asked) == {}
    assert set(faults(AnswerText(found="Theo quy định."), asked)) == {"found"}


@given(st.text(max_size=200))
def test_any_text_is_judged_without_a_fault(text: str) -> None:
    told = faults(AnswerText(checked=text, found=text, will_do=text, legal_basis=text), ASKED)
    assert "will_do" in told, "what only repeats itself never passes"
