"""Answers are found as procedures are: accents or not, slips, key strokes, words in any order, either language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hotline import guidance, publishing
from hotline.answer_base import finding, writing
from hotline.models import Ticket
from procedures.search_elsewhere import Text, find, index_of
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.answer_base.entries import QUESTION, written
from tests.hotline.desk import Desk, answered
from tests.hotline.tickets import filed

ANSWERS = reverse("hotline:answers")
#: What people ask, and which of the answers they mean.
LIBRARY = {
    "Làm lại thẻ căn cước bị mất ở đâu?": (
        "mất căn cước làm lại chỗ nào",
        "lam lai can cuoc bi mat",
        "cawn cuowcs mất",
    ),
    "Đăng ký khai sinh trễ hạn có bị phạt không?": (
        "khai sinh trễ hạn",
        "khai snih tre han phạt",
        "khaisinh muộn bị phạt",
    ),
    "Không thanh toán trực tuyến được thì làm thế nào?": ("thanh toan truc tuyen loi", "thanh toán ko được trực tuyến"),
    "Nhận kết quả qua bưu chính mất bao nhiêu tiền?": ("tiền gửi kết quả bưu chính", "ket qua buu chinh bao nhieu"),
    "Quên mật khẩu tài khoản dịch vụ công thì làm sao?": (
        "quên mật khẩu",
        "quen mat khau tai khoan",
        "mật khẩu quên rồi",
    ),
    "Đổi số điện thoại nhận thông báo hồ sơ": ("đổi số điện thoại", "doi sdt dien thoai nhan thong bao"),
}


@pytest.mark.parametrize(
    ("asked", "meant"), [(asked, title) for title, questions in LIBRARY.items() for asked in questions]
)
@pytest.mark.django_db
def test_people_find_what_they_mean_first(asked: str, meant: str) -> None:
    titles = list(LIBRARY)
    index = index_of(Text(key, title) for key, title in enumerate(titles))

    found = find(index, asked, 3)

    assert found and titles[found[0][1]] == meant, [(score, titles[key]) for score, key in found]


@pytest.mark.django_db
@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4))
def test_no_text_breaks_the_search_and_only_what_there_is_is_found(asked: str, titles: list[str]) -> None:
    index = index_of(Text(key, title) for key, title in enumerate(titles))

    found = find(index, asked, 2)

    assert len(found) <= 2 and {key for _score, key in found} <= set(range(len(titles)))
    assert [score for score, _key in found] == sorted((score for score, _key in found), reverse=True)


def test_entries_and_published_answers_are_found_together_in_the_readers_language(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    ticket = answered(world, desk, filed())
    told = {"title": "Thẻ căn cước gửi nhầm phường", "question": "Thẻ chưa về.", "text": "Đã chuyển lại."}
    published = publishing.publish(ticket, desk.operator, **told)

    found = finding.search("the can cuoc")
    assert {one.url for one in found} == {entry.get_absolute_url(), reverse("hotline:answer", args=[published.pk])}
    with translation.override("en"):
        (english,) = finding.search("lost identity card")
    assert (english.title, english.language) == ("Where do I replace a lost identity card?", "en")
    html = words(Client().get(ANSWERS, {"q": "căn cước bị mất"}))
    assert html.index(QUESTION) < html.index("Thẻ căn cước gửi nhầm phường")
    assert guidance.for_words("mất thẻ căn cước").answers[0].url == entry.get_absolute_url()


def test_what_is_withdrawn_or_changed_is_found_no_more(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    assert finding.search("can cuoc bi mat")
    written(desk.supervisor, entry, question="Đổi hộ chiếu ở đâu?", text="Ở Phòng Quản lý xuất nhập cảnh.")
    assert [one.title for one in finding.search("hộ chiếu")] == ["Đổi hộ chiếu ở đâu?"]
    assert all(one.title != QUESTION for one in finding.search("can cuoc bi mat"))
    writing.withdraw(desk.operator, entry)
    assert finding.search("hộ chiếu") == []

    ticket = answered(world, desk, filed())
    publishing.publish(ticket, desk.operator, title="Lễ cưới muộn", question="Vì sao?", text="Đã xong.")
    assert finding.search("lễ cưới muộn")
    publishing.withdraw(Ticket.objects.get(pk=ticket.pk), desk.operator, "Còn tên người.")
    assert finding.search("lễ cưới muộn") == []


def test_a_warm_search_asks_the_database_nothing(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        written(desk.operator, question=f"Câu hỏi thứ {number} về căn cước")
    finding.search("căn cước")

    with django_assert_num_queries(0):
        assert len(finding.search("căn cước")) == 4
    with django_assert_num_queries(0):
        assert finding.search("a") == [] == finding.search("  ")
