"""Rules proved: however somebody writes a number, an address or their name, it is marked; what only looks so stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.redacting import MARK, left_in, suggest
from portal.vietnamese import without_accents

SYLLABLES = ("Nguyễn", "Trần", "Lê", "Đặng", "Thị", "Văn", "Quốc", "Ánh", "Đức", "Hường", "Mỹ", "Yến", "Ơn")
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=5).map(" ".join)
GAPS = st.sampled_from(["", " ", ".", "-", ". ", "–"])
BEFORE = st.sampled_from(["Gọi ", "SĐT:", "(", "số máy: ", "\n", "“"])
AFTER = st.sampled_from([" nhé", ".", ",", ")", "\n", "; cảm ơn", ""])
WAYS = st.sampled_from([str, str.upper, str.lower, without_accents, lambda name: without_accents(name).upper()])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def grouped(number: str, gap: str, sizes: tuple[int, ...]) -> str:
    """The number in groups of these sizes, the rest as the last."""
    groups, rest = [], number
    for size in sizes:
        groups.append(rest[:size])
        rest = rest[size:]
    return gap.join(part for part in (*groups, rest) if part)


@given(digits(9), st.sampled_from(["0", "84", "+84", "+84 ", "84."]), GAPS, BEFORE, AFTER)
def test_a_phone_number_is_marked_whole_in_every_grouping(
    tail: str, opening: str, gap: str, before: str, after: str
) -> None:
    for sizes in ((2, 3), (3, 3), (1, 4), (2, 2, 2), (5,)):
        shown = suggest(f"{before}{opening}{grouped(tail, gap, sizes)}{after}")
        assert not any(letter.isdigit() for letter in shown), shown
        assert MARK in shown and left_in(shown) == []


@pytest.mark.parametrize("number", ["(028) 3822 0000", "(0236).3822.000", "(+84) 901 234 567", "028–3822.0000"])
def test_an_area_code_in_brackets_goes_with_its_number(number: str) -> None:
    shown = suggest(f"Tôi gọi {number} không ai nghe")

    assert shown == f"Tôi gọi {MARK} không ai nghe"
    assert left_in(f"Tôi gọi {number}")


@given(digits(11), st.sampled_from(["", " ", ".", "-"]), BEFORE, AFTER)
def test_an_identity_number_is_marked_whole_also_in_groups_of_three(
    tail: str, gap: str, before: str, after: str
) -> None:
    number = grouped("0" + tail, gap, (3, 3, 3))

    shown = suggest(f"{before}{number}{after}")

    assert not any(letter.isdigit() for letter in shown), shown
    assert left_in(f"{before}{number}{after}")


@given(st.integers(100_000_000, 999_999_999), BEFORE, AFTER)
def test_an_old_identity_card_of_nine_digits_is_marked(number: int, before: str, after: str) -> None:
    assert str(number) not in suggest(f"{before}{number}{after}")


@given(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12),
    st.sampled_from(["", ".", "_", "+", "-"]),
    st.sampled_from(["gmail.com", "hcm.gov.vn", "MAIL.VN", "thư-điện-tử.vn"]),
    BEFORE,
    AFTER,
)
def test_an_address_of_e_mail_is_marked(local: str, joint: str, host: str, before: str, after: str) -> None:
    address = f"{local}{joint}x@{host}"

    shown = suggest(f"{before}{address}{after}")

    assert "@" not in shown and host not in shown
    assert left_in(f"{before}{address}{after}") and left_in(shown) == []


@given(NAMES, WAYS, st.sampled_from([" ", "  ", "\n", "\t", "\u00a0"]), AFTER)
def test_the_reporters_name_is_marked_in_every_writing(name: str, way: object, space: str, after: str) -> None:
    assert callable(way)
    written = str(way(name)).replace(" ", space)
    text = f"Đơn của {written}{after}"

    assert left_in(text, [name]) == [name]
    assert suggest(text, [name]) == f"Đơn của {MARK}{after}"


@given(st.sampled_from(["ông", "bà", "Anh", "chị", "Cô", "chú", "bác", "em"]), NAMES, AFTER)
def test_whoever_is_spoken_of_with_a_title_is_marked_and_the_title_stays(title: str, name: str, after: str) -> None:
    assert suggest(f"Hôm đó {title} {name}{after}") == f"Hôm đó {title} {MARK}{after}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("An", "Ủy ban nhân dân giữ an ninh, an toàn ở ban công."),
        ("Trần An", "Công an đến trấn an người dân."),
        ("Lê Thu", "Lệ thu theo biên lai; phường đã hoàn lại."),
        ("Hà Minh", "Phường đã xác minh ở Thanh Hà Minhh."),
    ],
)
def test_a_common_word_that_sounds_like_the_reporters_name_can_be_published(name: str, text: str) -> None:
    assert suggest(text, [name]) == text and left_in(text, [name]) == []


@pytest.mark.parametrize("written", ["An đã nộp", "AN đã nộp", "của An.", "(An)"])
def test_a_name_of_one_word_is_marked_where_it_is_written_as_a_name(written: str) -> None:
    assert left_in(written, ["An"]) == ["An"]
    assert suggest(written, ["An"]).count(MARK) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Lệ phí 50.000 đồng, tổng 125.000.000 đồng.",
        "Nộp ngày 20/11/2026, hẹn 25/11/2026 lúc 14:30.",
        "Theo Điều 16 Luật Hộ tịch 60/2014/QH13 và Nghị định 123/2015/NĐ-CP.",
        "Quầy 3, tầng 2, từ 7:30 đến 11:30.",
        "Thủ tục 1.001193, mã đơn vị H29.101.",
        "Ông bà mang giấy chứng sinh; anh chị em đều được.",
    ],
)
def test_figures_dates_laws_and_plain_words_of_address_stay(text: str) -> None:
    assert suggest(text) == text and left_in(text) == []


@given(st.text(max_size=120), NAMES, digits(8))
def test_what_was_marked_once_is_marked_no_further(text: str, name: str, number: str) -> None:
    """A person who opens the form again reads the same suggestion."""
    once = suggest(f"{name} {text} 09{number}", [name])

    assert suggest(once, [name]) == once


@pytest.mark.parametrize("address", ["số 12 đường Lê Lợi", "nhà số 12/3B hẻm 5", "số nhà 7, phố Huế", "Số 45"])
def test_a_house_is_marked(address: str) -> None:
    assert suggest(f"Tôi ở {address}, phường Sài Gòn.") == f"Tôi ở {MARK}, phường Sài Gòn."
