"""Rules proved: search knows everyday words, asks back when several are meant, and says who else is competent.

On the starter catalogue, which every installation has. The questions are none of those that recall is measured with.
"""

from __future__ import annotations

import pytest

from procedures.choices import Level
from procedures.search import SearchPage, search
from tests.procedures.factories import announced
from tests.procedures.starter import load_starter

pytestmark = pytest.mark.django_db

ANSWERED = {
    # Life events in everyday words.
    "vợ tui mới đẻ, làm khai sanh cho bé": "1.001193",
    "bà ngoại qua đời tối qua": "1.000656",
    "tụi em sắp cưới nhau": "1.000894",
    "chưa có gia đình, xin giấy độc thân": "1.004873",
    "hiếm muộn, xin bé về làm con nuôi": "2.001263",
    "lấy vợ Nhật": "2.000806",
    "tên trong khai sinh bị ghi lộn": "1.004859",
    # Business.
    "mở tiệm nail": "1.001612",
    "bán cơm tấm vỉa hè": "1.001612",
    "dời quán qua địa chỉ khác": "2.000720",
    "nghỉ bán vài tháng": "1.001570",
    "không buôn bán nữa, trả giấy phép": "1.001266",
    # Land and house.
    "bị mất sổ hồng": "1.012786",
    "sổ đỏ rách nát": "1.012783",
    "đất nhà em có vướng quy hoạch gì không": "1.014159",
    "xin phép cất nhà mới": "1.013225",
    "cơi nới nhà cũ": "1.013229",
    # Papers.
    "công chứng bằng tốt nghiệp": "2.000815",
    "đóng dấu sơ yếu lý lịch": "2.000884",
    "giấy không tiền án tiền sự": "3.000333",
    # Abbreviations and keyboards.
    "gpxd": "1.013225",
    "dki ket hon": "1.000894",
    "làm KT3": "1.004194",
    "ddawng kys keets hoon": "1.000894",
    "d9a8ng ky1 khai tu73": "1.000656",
    "giaykhaisinh": "1.001193",
}
AMBIGUOUS = [
    "sổ hồng",
    "chứng thực",
    "cho em hỏi về hộ kinh doanh",
    "ad ơi khuyến mại",
    "mất hết giấy tờ",
    "giay phep xay dung",
    "nộp hồ sơ ở đâu",
]
ELSEWHERE = {
    "ra tòa ly hôn": "Tòa án",
    "thi bằng lái B1": "Cảnh sát giao thông",
    "bị phạt nguội": "Cảnh sát giao thông",
    "vay ngân hàng": "Ngân hàng",
    "bi lua dao tren mang": "Công an",
    "xin học bổng du học": "Nhà trường",
    "xin visa Nhật": "Đại sứ quán",
    "cúp điện hoài": "điện lực",
    "giá vàng": "không phải thủ tục hành chính",
}
OURS_AFTER_ALL = {
    "chứng thực sơ yếu lý lịch để xin việc": "2.000884",
    "mất bằng lái xe": "3.000348",
    "xác nhận độc thân để vay ngân hàng": "1.004873",
    "giấy xác nhận tình trạng hôn nhân sau khi ly hôn": "1.004873",
}


def codes(page: SearchPage) -> list[str]:
    """Codes found, best first."""
    return [entry.card["code"] for entry in page.results]


def test_everyday_words_find_the_procedure_among_the_first_three() -> None:
    load_starter()

    missed = {question: codes(search(question))[:3] for question in ANSWERED}

    assert {q: found for q, found in missed.items() if ANSWERED[q] not in found} == {}


def test_a_matter_of_several_procedures_is_asked_back_with_choices_that_lead_somewhere() -> None:
    load_starter()

    for question in AMBIGUOUS:
        clarify = search(question).clarify
        assert clarify is not None, question
        assert 2 <= len(clarify.choices) <= 5
        assert all(search(choice.words).results for choice in clarify.choices), question


def test_the_choices_procedures_come_first() -> None:
    load_starter()

    page = search("chứng thực")

    assert codes(page)[:2] == ["2.000815", "2.000884"]
    assert len(set(codes(page))) == len(page.results)


@pytest.mark.parametrize(
    "question", ["đăng ký khai sinh", "chứng thực chữ ký", "gia hạn giấy phép xây dựng", "làm sổ đỏ"]
)
def test_who_says_which_one_is_not_asked_back(question: str) -> None:
    load_starter()

    assert search(question).clarify is None


def test_what_others_settle_says_who_is_competent_and_pretends_no_results() -> None:
    load_starter()

    for question, who in ELSEWHERE.items():
        page = search(question)
        assert page.out_of_scope is not None, question
        assert who in page.out_of_scope.competent
        assert page.results == [], question


def test_a_word_of_theirs_does_not_make_our_matter_theirs() -> None:
    load_starter()

    for question, code in OURS_AFTER_ALL.items():
        page = search(question)
        assert page.out_of_scope is None, question
        assert code in codes(page)[:3], question


def test_what_is_settled_here_too_keeps_its_results() -> None:
    announced("1.001456", name="Cấp hộ chiếu phổ thông ở trong nước", levels=[Level.PROVINCE])

    page = search("làm hộ chiếu")

    assert codes(page) == ["1.001456"]
    assert page.out_of_scope is not None
    assert page.out_of_scope.also_ours


def test_names_that_share_all_words_asked_are_asked_back_without_any_table() -> None:
    announced("1.000001", name="Công nhận người đánh giá mẫu gốm")
    announced("1.000002", name="Thôi công nhận người đánh giá mẫu gốm")

    clarify = search("người đánh giá mẫu gốm").clarify

    assert clarify is not None
    assert {choice.code for choice in clarify.choices} == {"1.000001", "1.000002"}
    assert search("công nhận người đánh giá mẫu gốm").clarify is None


def test_without_results_under_filters_the_closest_are_named() -> None:
    announced("1.001193", name="Thủ tục đăng ký khai sinh")

    page = search("khai sinh", level="province")

    assert page.results == []
    assert [entry.card["code"] for entry in page.closest] == ["1.001193"]


def test_places_are_no_part_of_the_matter() -> None:
    announced("1.000001", name="Đăng ký kết hôn")
    announced("1.000002", name="Giải quyết việc ở quận Bình Thạnh cũ")

    assert codes(search("kết hôn ở quận Bình Thạnh, TP.HCM"))[0] == "1.000001"
