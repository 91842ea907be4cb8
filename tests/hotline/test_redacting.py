"""What is personal is suggested to be taken out, and what is left of it cannot be published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.redacting import MARK, left_in, suggest

KNOWN = ["Nguyễn Thị Lan", "+84901234567", "0901 234 567", "lan@example.vn", "12 Lê Lợi"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gọi 0901 234 567 gặp tôi", f"Gọi {MARK} gặp tôi"),
        ("Số +84 28 3822 0000.", f"Số {MARK}."),
        ("Căn cước 079194000123 của tôi", f"Căn cước {MARK} của tôi"),
        ("Viết cho a.b@c.vn nhé", f"Viết cho {MARK} nhé"),
        ("Hồ sơ H29.101-261122-0001 chậm", f"Hồ sơ {MARK} chậm"),
        ("Bà Trần Thị Mai không tiếp", f"Bà {MARK} không tiếp"),
        ("tôi là NGUYỄN THỊ LAN, nhà 12 Lê Lợi", f"tôi là {MARK}, nhà {MARK}"),
        ("Nộp 50.000 đồng ngày 20/11/2026, Điều 16", "Nộp 50.000 đồng ngày 20/11/2026, Điều 16"),
        ("Luật Hộ tịch 60/2014/QH13", "Luật Hộ tịch 60/2014/QH13"),
    ],
)
def test_what_looks_personal_is_marked(text: str, shown: str) -> None:
    assert suggest(text, KNOWN) == shown


@given(st.text(max_size=200), st.sampled_from(KNOWN))
def test_after_the_suggestion_nothing_known_is_left(text: str, own: str) -> None:
    assert left_in(suggest(f"{text} {own} {text}", KNOWN), KNOWN) == []


@pytest.mark.parametrize("text", ["0901234567", "x lan@example.vn", "nguyễn thị lan", "079194000123"])
def test_what_is_left_is_named(text: str) -> None:
    assert left_in(text, KNOWN)
    assert left_in("Phường đã trả giấy khai sinh ngày 20/11/2026.", KNOWN) == []
