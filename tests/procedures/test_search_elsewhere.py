"""Rules proved: the catalogue's search over other texts takes any text, finds what has the words, and is stable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.search_elsewhere import MOST_LETTERS, Text, find, index_of

pytestmark = pytest.mark.django_db
PROPERTY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LIBRARY = (
    "Làm lại thẻ căn cước bị mất ở đâu?",
    "Đăng ký khai sinh trễ hạn có bị phạt không?",
    "Không thanh toán trực tuyến được thì làm thế nào?",
    "Nhận kết quả qua bưu chính mất bao nhiêu tiền?",
    "Quên mật khẩu tài khoản dịch vụ công",
    "Đổi số điện thoại nhận thông báo hồ sơ",
    "Ủy quyền cho người khác nộp hồ sơ",
    "Xin bản sao giấy khai sinh",
)
INDEX_KEYS = st.integers(0, len(LIBRARY) - 1)
#: Letters of the language, digits, signs of other languages and of programs.
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text("aăâeêioôơuưyđ ạảãáàữ 0123456789.'\"%_\\&|!()<>:*-", max_size=40),
    st.sampled_from(["'; DROP TABLE hotline_faqversion; --", "\0", "{{ 7|add:7 }}", "&|!<->", "\ud7ff\U0001f600"]),
)


def library() -> list[Text]:
    return [Text(key, name) for key, name in enumerate(LIBRARY)]


def keys(found: list[tuple[float, int]]) -> list[int]:
    return [key for _score, key in found]


@PROPERTY
@given(INDEX_KEYS)
def test_a_text_is_found_first_by_its_own_name_with_and_without_accents(key: int) -> None:
    index = index_of(library())

    for asked in (LIBRARY[key], without_accents(LIBRARY[key]), LIBRARY[key].upper(), f"  {LIBRARY[key]}\n?!"):
        assert keys(find(index, asked, 3))[0] == key, asked


@PROPERTY
@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=5), st.integers(0, 4))
def test_any_question_to_any_texts_gives_each_text_once_best_first_and_no_more_than_asked(
    asked: str, lines: list[str], most: int
) -> None:
    index = index_of(Text(10 + key, line, (line[::-1],)) for key, line in enumerate(lines))

    found = find(index, asked, most)

    scores = [score for score, _key in found]
    assert len(found) <= most and len(set(keys(found))) == len(found)
    assert set(keys(found)) <= set(range(10, 10 + len(lines))) and scores == sorted(scores, reverse=True)
    assert found == find(index, asked, 4)[:most], "fewer are the first of many, and asking again changes nothing"


@PROPERTY
@given(ANY_TEXT)
def test_composed_and_decomposed_letters_ask_the_same(asked: str) -> None:
    index = index_of(library())

    assert find(index, unicodedata.normalize("NFD", asked), 5) == find(index, unicodedata.normalize("NFC", asked), 5)


@PROPERTY
@given(st.permutations(range(len(LIBRARY))), INDEX_KEYS)
def test_the_order_of_the_texts_makes_no_difference(order: list[int], key: int) -> None:
    shuffled = index_of(Text(place, LIBRARY[place]) for place in order)

    assert find(shuffled, LIBRARY[key], 3)[0] == find(index_of(library()), LIBRARY[key], 3)[0]


@PROPERTY
@given(INDEX_KEYS, st.text("xzqw", min_size=5, max_size=8))
def test_what_was_taken_out_is_found_no_more_and_a_word_of_nowhere_finds_nothing(key: int, nowhere: str) -> None:
    rest = [text for text in library() if text.key != key]

    assert key not in keys(find(index_of(rest), LIBRARY[key], 10))
    assert find(index_of([]), LIBRARY[key], 10) == []
    assume(not find(index_of(rest), nowhere, 1) or nowhere.isascii())
    assert all(score < 1 for score, _key in find(index_of(rest), nowhere, 10))


def test_lines_that_say_more_are_found_and_the_name_counts_more_than_they() -> None:
    named, told = Text(1, "Lệ phí cấp thẻ tạm trú"), Text(2, "Người nước ngoài", ("Hỏi về lệ phí cấp thẻ tạm trú.",))
    index = index_of([told, named])

    assert keys(find(index, "lệ phí thẻ tạm trú", 5)) == [1, 2]
    assert keys(find(index, "người nước ngoài", 5))[0] == 2


def test_of_two_that_fit_alike_the_one_that_more_people_read_stands_first() -> None:
    twins = [Text(1, "Cấp thẻ tạm trú", popularity=0.1), Text(2, "Cấp thẻ tạm trú", popularity=0.9)]

    assert keys(find(index_of(twins), "cấp thẻ tạm trú", 2)) == [2, 1]
    even = [Text(key, "Cấp thẻ tạm trú") for key in (8, 3, 5)]
    assert keys(find(index_of(even), "cấp thẻ tạm trú", 3)) == [3, 5, 8], "else by key, the same each time"


def test_popularity_finds_nothing_that_lacks_the_words() -> None:
    index = index_of([Text(1, "Đổi hộ chiếu", popularity=1.0), Text(2, "Cấp thẻ tạm trú")])

    assert keys(find(index, "thẻ tạm trú", 5)) == [2]


def test_a_question_as_long_as_a_book_is_read_no_further_than_its_bound() -> None:
    index = index_of(library())

    assert keys(find(index, LIBRARY[0] + " " + "x " * MOST_LETTERS, 1)) == [0]
    assert find(index, "à " * MOST_LETTERS + LIBRARY[0], 1) == find(index, "à " * (MOST_LETTERS // 2), 1)


def test_an_index_tells_its_revision_and_the_spelling_that_most_texts_have() -> None:
    made = index_of([Text(1, "hộ chiếu"), Text(2, "hộ tịch"), Text(3, "hồ sơ")], "kỳ 7")

    assert made.revision == "kỳ 7" and made.words["ho"].spelling == "hộ" and made.words["ho"].entries == 3
    assert len(made.entries) == 3 and list(made.having["ho chieu"]) == [0]
