"""Rules proved: people find a procedure with or without accents, with slips of the keyboard, in any order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.choices import Level, OnlineLevel, Source, Target
from procedures.models import SearchEntry
from procedures.publishing import publish
from procedures.search import COUNT_CAP, search
from procedures.vocabulary import read
from tests.procedures.factories import FieldFactory, VersionFactory, announced, draft
from tests.procedures.real_questions import codes, wrongly_answered
from tests.procedures.starter import load_starter

pytestmark = pytest.mark.django_db
LAND = {"levels": [Level.PROVINCE], "targets": [Target.BUSINESS], "online_level": OnlineLevel.NONE}


@pytest.fixture
def catalogue() -> None:
    """Five procedures that share common words."""
    announced("1.001193", name="Thủ tục đăng ký khai sinh", keywords=["giấy tờ cho em bé mới sinh"])
    announced("1.000656", name="Thủ tục đăng ký khai tử", keywords=["báo tử"])
    announced("1.000894", name="Thủ tục đăng ký kết hôn")
    announced("1.001612", name="Đăng ký thành lập hộ kinh doanh", keywords=["mở cửa hàng", "bán bánh mì"])
    announced(
        "1.012345",
        name="Cấp Giấy chứng nhận quyền sử dụng đất",
        keywords=["sổ đỏ"],
        field=FieldFactory(code="G13-TN02", name="Đất đai"),
        online_reason="Phải đo đạc",
        requirements="Thửa đất không có tranh chấp",
        **LAND,
    )


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("đăng ký khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("sinh khai", "1.001193"),
        ("khai sin", "1.001193"),
        ("giay to cho em be moi sinh", "1.001193"),
        ("khai tử", "1.000656"),
        ("bao tu", "1.000656"),
        ("tôi muốn kết hôn thì cần gì ạ?", "1.000894"),
        ("kêt hôn", "1.000894"),
        ("muốn bán bánh mì trước nhà", "1.001612"),
        ("so do", "1.012345"),
        ("đất tranh chấp", "1.012345"),
        ("1.000894", "1.000894"),
        (" 1.0008 ", "1.000894"),
    ],
)
def test_the_right_procedure_comes_first(catalogue: None, question: str, code: str) -> None:
    assert codes(search(question))[0] == code


def test_decomposed_text_finds_as_composed_text_does(catalogue: None) -> None:
    assert codes(search("ke\u0302\u0301t ho\u0302n")) == codes(search("kết hôn"))


def test_a_mistyped_word_is_respelt_with_its_accents(catalogue: None) -> None:
    assert search("kinh doangh").did_you_mean == "kinh doanh"
    assert search("kinh doanh").did_you_mean == ""


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"level": "province"}, {"1.012345"}),
        ({"field": "G13-TN02"}, {"1.012345"}),
        ({"audience": "business"}, {"1.012345"}),
        ({"online": "none"}, {"1.012345"}),
        ({"level": "commune", "online": "none"}, set()),
    ],
)
def test_filters_narrow(catalogue: None, filters: dict[str, str], expected: set[str]) -> None:
    assert set(codes(search("", **filters))) == expected  # type: ignore[arg-type]
    assert set(codes(search("đất đăng ký giấy", **filters))) == expected  # type: ignore[arg-type]


def test_without_words_all_are_listed_by_name(catalogue: None) -> None:
    names = [entry.name for entry in search("").results]

    assert len(names) == 5
    assert names == [entry.name for entry in SearchEntry.objects.order_by("name", "pk")]


def test_pages_follow_one_another_without_gap_or_repeat(catalogue: None) -> None:
    first = search("đăng ký", limit=2)
    second = search("đăng ký", limit=2, after=first.next_after)

    assert len(first.results) == 2
    assert not set(codes(first)) & set(codes(second))
    assert codes(first) + codes(second) == codes(search("đăng ký", limit=4))


def test_counts_stop_at_a_cap() -> None:
    publish([draft(name=f"Thủ tục thử nghiệm {number}") for number in range(COUNT_CAP + 5)])

    page = search("thử nghiệm", limit=10)

    assert (page.total_hint, page.is_capped, page.next_after) == (COUNT_CAP, True, 10)


def test_a_draft_is_not_found() -> None:
    VersionFactory(name="Thủ tục bí mật")

    assert search("bí mật").results == []


def test_nothing_alike_finds_nothing(catalogue: None) -> None:
    page = search("xyzzy qwrtp")

    assert page.results == []
    assert page.total_hint == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_text_breaks_it(catalogue: None, text: str) -> None:
    assert search(text, limit=3).total_hint >= 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(["đăng ký", "khai sinh", "kết hôn", "hộ kinh doanh", "sổ đỏ", "bán bánh mì"]),
        min_size=1,
        max_size=3,
    )
)
def test_accents_may_be_left_out(catalogue: None, words: list[str]) -> None:
    """Of whole words: single syllables without accents are other words ("sổ sinh", "sơ sinh")."""
    question = " ".join(words)

    assert sorted(codes(search(without_accents(question)))) == sorted(codes(search(question)))


@pytest.mark.parametrize(
    "question", ["bán bánh mì sổ đỏ", "ban banh mi so do", "photo căn cước đóng dấu đỏ", "bản photo có dấu đỏ"]
)
def test_a_red_book_is_no_red_stamp(catalogue: None, question: str) -> None:
    """ "bản ... đỏ" took "bán bánh mì sổ đỏ" typed without accents for a copy with a red stamp."""
    is_stamp = "dấu" in question

    assert ("chứng thực bản sao từ bản chính" in read(question).phrases) is is_stamp


def test_accents_that_were_typed_are_meant() -> None:
    announced("1.000001", name="Hòa giải tranh chấp")
    announced("1.000002", name="Kinh doanh hóa chất")

    assert codes(search("hóa"))[0] == "1.000002"
    assert codes(search("hoà"))[0] == "1.000001"


@pytest.mark.parametrize("variant", ["Đăng ký lại khai sinh", "Đăng ký khai sinh lưu động"])
def test_the_plain_procedure_comes_before_its_variants_unless_asked_for(variant: str) -> None:
    announced("1.000001", name=variant)
    announced("1.001193", name="Thủ tục đăng ký khai sinh")

    for question in ("giay khai sinh", "khai sinh", "làm giấy khai sinh", "dang ky khai sinh cho con"):
        assert codes(search(question))[0] == "1.001193"
    assert codes(search(variant))[0] == "1.000001"


def test_the_starter_catalogue_answers_what_people_type_most() -> None:
    load_starter()

    assert wrongly_answered() == []


def test_what_most_people_come_for_stands_before_what_fits_alike() -> None:
    """The starter catalogue is what communes handle most; what other provinces announced is not for us."""
    doubt = {"flag": "other_province", "where": "promulgating_agency", "text": ""}
    announced("1.000001", name="Hỗ trợ học phí", source=Source.NATIONAL, doubts=[doubt])
    announced("1.000002", name="Hỗ trợ học phí", source=Source.NATIONAL)
    announced("1.000003", name="Hỗ trợ học phí")

    assert codes(search("hỗ trợ học phí")) == ["1.000003", "1.000002", "1.000001"]


@pytest.mark.parametrize(("question", "queries"), [("", 2), ("1.001193", 2), ("đăng ký", 2), ("khai sihn", 4)])
def test_a_search_asks_a_fixed_number_of_queries(
    catalogue: None, django_assert_max_num_queries: Any, question: str, queries: int
) -> None:
    """The state of the index, perhaps unknown words, perhaps long texts, and the results; once the index is read."""
    search("khai sinh")
    with django_assert_max_num_queries(queries):
        search(question)
