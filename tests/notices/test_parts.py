"""Rules proved: how many parts a text takes (3GPP TS 23.038, 23.040), and that none is lost or cut in a letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.notices.sms.composing import compose, unaccented
from portal.notices.sms.numbers import mobile_number
from portal.notices.sms.parts import is_gsm, parts_of

LINK = "https://dichvucong.example.gov.vn/tra-cuu/"
ANY = st.text(max_size=400)
#: Every letter with marks that Vietnamese has, with its plain one.
LETTERS = "aáàảãạăắằẳẵặâấầẩẫậ eéèẻẽẹêếềểễệ iíìỉĩị oóòỏõọôốồổỗộơớờởỡợ uúùủũụưứừửữự yýỳỷỹỵ đ"


def bits(text: str) -> int:
    """What a part weighs, counted another way than the code does."""
    if is_gsm(text):
        return 7 * (len(text) + sum(text.count(letter) for letter in "^{}\\[~]|€"))
    return 8 * len(text.encode("utf-16-be"))


def test_known_lengths() -> None:
    for text, count in (
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("ạ" * 70, 1), ("ạ" * 71, 2), ("ạ" * 134, 2), ("ạ" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2), ("", 1),
    ):  # fmt: skip
        assert len(parts_of(text)) == count, text
    # An escape and its letter stay together, and so do the halves of an emoji: the parts are one shorter then.
    assert [len(part) for part in parts_of("a" * 152 + "€" * 10)] == [152, 10]
    assert [len(part) for part in parts_of("ạ" * 66 + "😀" * 10)] == [66, 10]


@given(ANY)
def test_parts_are_the_text_and_none_is_too_heavy(text: str) -> None:
    parts = parts_of(text)

    assert "".join(parts) == text
    # 140 bytes on the air; several parts carry six bytes of head each. The coding is that of the whole text.
    room = 1120 if len(parts) == 1 else 1072
    weights = [bits(part) if is_gsm(text) else 8 * len(part.encode("utf-16-be", "surrogatepass")) for part in parts]
    assert all(weight <= room for weight in weights)
    assert len(parts) == 1 or all(parts)


@given(ANY, st.booleans(), st.integers(1, 4))
def test_a_composed_text_keeps_to_its_parts_its_line_and_its_link(words: str, with_accents: bool, most: int) -> None:
    text = compose(words, LINK, with_accents=with_accents, most_parts=most)

    assert text.endswith(LINK) and len(parts_of(text)) <= most
    assert text.isprintable(), "no line break, NUL or unseen sign"
    assert with_accents or is_gsm(text)


def test_words_are_cut_before_the_link_and_a_link_that_is_too_long_stays_out() -> None:
    cut = compose("Hồ sơ " * 60, LINK, with_accents=True, most_parts=1)
    assert cut.endswith(f"... {LINK}") and 60 < len(cut) <= 70
    alone = compose("Đã xong", "https://x.vn/" + "a" * 200, with_accents=False, most_parts=1)
    assert alone == "Da xong"


def test_vietnamese_reads_well_without_its_marks() -> None:
    assert unaccented(LETTERS) == "aaaaaaaaaaaaaaaaaa eeeeeeeeeeee iiiiii oooooooooooooooooo uuuuuuuuuuuu yyyyyy d"
    assert unaccented("“Đã xong” – 50.000₫… 👍\u200b") == '"Da xong" - 50.000d... '
    short = compose("Hồ sơ H29.101-261123-0001 đã có kết quả", LINK, with_accents=False, most_parts=1)
    assert short == f"Ho so H29.101-261123-0001 da co ket qua {LINK}"


def test_only_mobile_numbers_of_vietnam_are_sent_to() -> None:
    for typed in ("0901234567", "0901 234 567", "+84 901 234 567", "0084901234567"):
        assert mobile_number(typed) == "+84901234567", typed
    for typed in (
        "",
        "02838221234",
        "+1 212 555 0100",
        "+447911123456",
        "113",
        "090",
        "lan",
        "0901234567\r\n0902",
        "9" * 40,
    ):
        assert mobile_number(typed) == "", typed


@given(ANY)
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    assert mobile_number(text) == "" or mobile_number(text).startswith("+84")
