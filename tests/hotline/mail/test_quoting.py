"""Rules proved: of an answer the new words stay, all of them and none of the old ones; nothing is made up. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.mail.quotations import fresh

MARKS = [
    "On Mon, 23 Nov 2026 at 08:00, Portal <a@example.vn> wrote:",
    "on 23/11/2026 08:00, Portal wrote:",
    "  On Mon, 23 Nov 2026 at 08:00 Portal wrote:  ",
    "On Mon, 23 Nov 2026 at 08:00, Cổng dịch vụ công\n<a@example.vn> wrote:",
    "Vào Th 2, 23 thg 11, 2026 lúc 08:00 Cổng <a@example.vn> đã viết:",
    "Vào 08:00 23/11/2026, Cổng viết :",
    "VÀO 08:00 23/11/2026, CỔNG ĐÃ VIẾT:",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "---- Thư gốc ----",
    "-- Tin nhắn gốc",
    "------ Thư đã chuyển tiếp ------",
    "--- Tin nhắn được chuyển tiếp ---",
    "__________",
    "--------------------",
    "-- ",
    "--",
    "From: Cổng <a@example.vn>\nSent: Monday",
    "*From:* Cổng\n*Date:* Mon\n*To:* Lan",
    "Từ: Cổng\nNgày: 23/11/2026",
    "Từ: Cổng\nTiêu đề: Re\n\nĐến: Lan",
]
KEPT = [
    "On time, please",
    "wrote:",
    "Vào bếp",
    "Từ: nhà tôi đến phường mất hai giờ",
    "From: the beginning nobody told me",
    "Thư gốc ở đâu?",
    "- Original message: mất rồi",
    "_____",
    "---",
    "---- Một mục ----",
    "-- ký tên --",
    "2 > 1",
    "On " + "x" * 300 + " wrote:",
]
LINE = st.text(st.sampled_from("ăbđêgiơưạ 012.,!?"), min_size=1, max_size=30).map(str.strip).filter(bool)
LINES = st.lists(LINE, min_size=1, max_size=5).map("\n".join)


@given(LINES, st.sampled_from(MARKS), LINES)
def test_what_stands_above_a_mark_stays_whole_and_nothing_beneath_it(new: str, mark: str, old: str) -> None:
    assert fresh(f"{new}\n\n{mark}\n{old}\nXYZ của thư cũ") == new


@given(LINES, LINES)
def test_quoted_lines_go_wherever_they_stand(above: str, below: str) -> None:
    quoted = "> XYZ\n>> XYZ\n  > XYZ\n>XYZ"

    assert fresh(f"{quoted}\n{above}\n{quoted}\n{below}\n{quoted}") == f"{above}\n{below}"


@pytest.mark.parametrize("line", KEPT)
def test_what_only_looks_like_a_mark_is_part_of_the_letter(line: str) -> None:
    told = f"Kính gửi phường\n{line}\nHồ sơ của tôi chậm"

    assert fresh(told) == told


@pytest.mark.parametrize("mark", MARKS)
def test_a_letter_that_is_nothing_but_a_quotation_is_kept_whole(mark: str) -> None:
    told = f"{mark}\n> thư cũ"

    assert fresh(told) == told.strip()


@given(st.lists(st.sampled_from([*MARKS, *KEPT, "> cũ", "", "Một dòng", "\t"]), max_size=8).map("\n".join))
def test_nothing_is_made_up_and_nothing_becomes_empty(text: str) -> None:
    kept = fresh(text)

    assert bool(kept) == bool(text.strip())
    assert {line.strip() for line in kept.split("\n")} <= {line.strip() for line in text.split("\n")} | {""}


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.sampled_from(MARKS))
def test_any_text_is_trimmed_without_a_fault(text: str, mark: str) -> None:
    for told in (text, f"{text}\n{mark}", f"{mark}\n{text}"):
        assert len(fresh(told)) <= len(told)
