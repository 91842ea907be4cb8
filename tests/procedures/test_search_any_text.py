"""Rules proved: search takes any text, reads it the same however it is written, and its pages are stable."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.choices import Level, OnlineLevel, Target
from procedures.models import SearchEntry
from procedures.publishing import publish
from procedures.search import SearchPage, search
from procedures.suggesting import suggestions
from tests.in_turn import in_turn
from tests.procedures.factories import FieldFactory, announced, draft

pytestmark = pytest.mark.django_db
PROPERTY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ASKED = [
    "làm giấy khai sinh cho con",
    "sổ đỏ bị mối ăn",
    "quán dời qua đường khác",
    "vk mình mới sinh, lm giấy j",
    "ra tòa ly hôn",
    "chứng thực",
    "bà 77t không có lương hưu",
]
INJECTIONS = [
    "'; DROP TABLE procedures_searchentry; --",
    '" OR 1=1',
    "khai & sinh | !kết <-> hôn:*",
    "\\' %s %(name)s {0} {name}",
    "khai\x00sinh",
    "(((([[[[",
    "*.*?+$^",
    "<script>alert(1)</script>",
    "${7*7} {{7*7}} {% debug %}",
    "%E1%BB%81 %zz",
]


@pytest.fixture
def catalogue() -> None:
    """Six procedures of two fields."""
    land = FieldFactory(code="G13-TN02", name="Đất đai")
    announced("1.001193", name="Thủ tục đăng ký khai sinh")
    announced("1.000894", name="Thủ tục đăng ký kết hôn", online_level=OnlineLevel.NONE, online_reason="Phải có mặt")
    announced("1.001612", name="Đăng ký thành lập hộ kinh doanh", targets=[Target.BUSINESS])
    announced("2.000720", name="Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", targets=[Target.BUSINESS])
    announced("1.012783", name="Cấp đổi Giấy chứng nhận quyền sử dụng đất", field=land, levels=[Level.PROVINCE])
    announced("1.014027", name="Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội")


def codes(page: SearchPage) -> list[str]:
    """Codes found, best first."""
    return [entry.card["code"] for entry in page.results]


def told(page: SearchPage) -> tuple[list[str], Any, Any]:
    """What a page says, but for the words that were typed."""
    return codes(page), page.clarify, page.out_of_scope


@PROPERTY
@given(text=st.text(max_size=200))
def test_no_text_breaks_search_suggestions_or_the_page(catalogue: None, text: str) -> None:
    assert search(text).total_hint >= 0
    assert len(suggestions(text)) <= 6
    assert Client().get("/thu-tuc/", {"q": text}).status_code == 200


@in_turn("text", INJECTIONS, taken_back=True)
def test_text_that_would_be_code_elsewhere_is_only_text(catalogue: None, client: Client, text: str) -> None:
    before = SearchEntry.objects.count()

    html = client.get("/thu-tuc/", {"q": text}).content.decode()

    assert "<script>alert" not in html
    assert "49 49" not in html
    assert SearchEntry.objects.count() == before


@pytest.mark.parametrize("piece", ["khai sinh ", "a", "đ", "k ", "'", "1", "\u0301"])
def test_ten_thousand_characters_are_answered_with_a_few_queries(
    catalogue: None, piece: str, django_assert_max_num_queries: Any
) -> None:
    """Whatever they say, the database is asked no more than for a short question that finds nothing."""
    search("khai sinh")
    with django_assert_max_num_queries(7):
        search((piece * 10_000)[:10_000])


@in_turn("question", ASKED)
@in_turn("form", ["NFD", "NFC", "NFKD"])
def test_composed_and_decomposed_letters_are_one(catalogue: None, question: str, form: Any) -> None:
    assert told(search(unicodedata.normalize(form, question))) == told(search(question))


@in_turn("question", ASKED)
@in_turn("written", [str.upper, str.title, "  {}  ".format, "{}???".format, "\u200b{}\ufeff".format])
def test_case_blanks_and_marks_do_not_matter(catalogue: None, question: str, written: Any) -> None:
    assert codes(search(written(question)))[:1] == codes(search(question))[:1]


@in_turn("question", ["làm giấy khai sinh cho con", "sổ đỏ bị mối ăn", "bà 77 tuổi không có lương hưu"])
def test_without_accents_the_first_result_is_the_same(catalogue: None, question: str) -> None:
    assert codes(search(without_accents(question)))[0] == codes(search(question))[0]


@PROPERTY
@given(limit=st.integers(1, 9))
def test_pages_of_any_size_put_together_are_the_whole(catalogue: None, limit: int) -> None:
    """Neither a gap nor a repeat, and the last page has no next."""
    found, after = list[str](), 0
    while True:
        page = search("đăng ký hộ kinh doanh", limit=limit, after=after)
        found += codes(page)
        if page.next_after is None:
            break
        after = page.next_after

    assert found == codes(search("đăng ký hộ kinh doanh", limit=100))
    assert len(set(found)) == len(found)


def test_equal_results_keep_their_order_from_one_time_to_the_next() -> None:
    publish([draft(name="Thả diều") for _number in range(7)])

    first, second = codes(search("thả diều")), codes(search("thả diều"))

    assert first == second
    assert all(a < b for a, b in pairwise(first))


@pytest.mark.parametrize("after", [-5, 0, 10**9])
def test_a_place_beyond_the_results_is_an_empty_page_or_the_first(catalogue: None, after: int) -> None:
    page = search("đăng ký", after=after)

    assert (codes(page) == []) == (after > 0)
    assert page.next_after is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"audience": "business", "level": "commune"}, {"1.001612", "2.000720"}),
        ({"audience": "citizen", "online": "none"}, {"1.000894"}),
        ({"field": "G13-TN02", "level": "province", "audience": "citizen"}, {"1.012783"}),
        ({"field": "G13-TN02", "level": "commune"}, set()),
        ({"audience": "business", "online": "none"}, set()),
    ],
)
def test_filters_together_let_through_what_fits_all_of_them(
    catalogue: None, filters: dict[str, Any], expected: set[str]
) -> None:
    """With words and without: the same rules in memory and in the database."""
    assert set(codes(search("", **filters))) == expected
    assert set(codes(search("đăng ký cấp đổi giấy kết hôn hộ kinh doanh đất", **filters))) == expected


@pytest.mark.parametrize(
    ("question", "vietnamese", "english"),
    [
        ("ra tòa ly hôn", "Cổng này không có thủ tục cho việc đó", "has no procedure for that"),
        ("chứng thực", "Bạn cần chứng thực gì?", "Bạn cần chứng thực gì?"),
        ("xyzzy qwrtp", "Chưa tìm thấy thủ tục nào", "Ask us"),
    ],
)
def test_questions_back_and_others_competence_stand_on_both_languages_pages(
    catalogue: None, client: Client, question: str, vietnamese: str, english: str
) -> None:
    """The words of the matter stay Vietnamese; what the page says about them is the reader's language."""
    answered = client.get("/thu-tuc/", {"q": question}).content.decode()
    in_english = client.get("/thu-tuc/", {"q": question}, headers={"Accept-Language": "en"}).content.decode()

    assert vietnamese in answered
    assert english in in_english


def test_the_choices_of_a_question_back_keep_the_filters(catalogue: None, client: Client) -> None:
    html = client.get("/thu-tuc/", {"q": "chứng thực", "level": "commune"}).content.decode()

    assert "&amp;level=commune" in html
