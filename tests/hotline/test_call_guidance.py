"""Rules proved: while somebody talks, danger and what can be told stand on the page as soon as the words are typed."""

from __future__ import annotations

import unicodedata

import pytest
from django.test import Client
from django.urls import reverse

from hotline import calls, guidance, publishing
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at
from tests.hotline.test_urgent_words import BARE, CALM, DANGER
from tests.hotline.tickets import filed

QUESTION = "Giấy khai sinh bị chuyển nhầm phường"


@pytest.fixture
def operator(desk: Desk) -> Client:
    return at(desk.operator)


@pytest.fixture
def one(desk: Desk) -> str:
    """A call from a withheld number."""
    return reverse("hotline:call", args=[calls.begin(desk.operator, "").public_id])


def shown(operator: Client, one: str, content: str) -> str:
    answer = operator.post(one, {"do": "find", "content": content})
    assert answer.status_code == 200
    return words(answer)


def test_every_way_of_telling_danger_shows_the_urgent_numbers_before_anything_else(operator: Client, one: str) -> None:
    for told in (*DANGER, *BARE, *(unicodedata.normalize("NFD", one) for one in DANGER), DANGER[0].replace(" ", "\n")):
        html = shown(operator, one, told)
        assert "115" in html and html.index("115") < html.index("Tìm người gọi"), told


def test_hard_words_that_are_no_danger_leave_the_page_as_it_is(operator: Client, one: str) -> None:
    for told in CALM[:4]:
        assert "tel:115" not in shown(operator, one, told), told


def test_danger_stays_on_the_page_when_it_is_opened_again(operator: Client, one: str) -> None:
    operator.post(f"{one}luu/", {"content": DANGER[0]})

    html = words(operator.get(one))

    assert html.index("115") < html.index("Tìm người gọi")


def test_a_published_answer_is_offered_until_it_is_withdrawn(
    world: World, desk: Desk, operator: Client, one: str
) -> None:
    ticket = answered(world, desk, filed())
    told = publishing.publish(
        ticket, desk.operator, title=QUESTION, question="Vì sao?", text="Phường đã nhận lại giấy."
    )
    address = reverse("hotline:answer", args=[told.pk])
    for asked in ("chuyển nhầm phường", "CHUYEN NHAM PHUONG", unicodedata.normalize("NFD", "chuyển nhầm phường")):
        assert address in shown(operator, one, asked), asked
    assert address not in shown(operator, one, "cấp lại thẻ thư viện")

    publishing.withdraw(ticket, desk.operator, "Còn tên người.")

    assert address not in shown(operator, one, "chuyển nhầm phường")


def test_three_answers_are_enough_to_read_out(world: World, desk: Desk) -> None:
    for number in range(guidance.MOST + 1):
        ticket = answered(world, desk, filed(content=f"Chuyện thứ {number} của tôi"))
        publishing.publish(ticket, desk.operator, title=f"{QUESTION} {number}", question="Vì sao?", text="Đã nhận lại.")

    told = guidance.for_words("khai sinh bị chuyển nhầm")

    assert len(told.answers) == guidance.MOST and len(told.procedures) <= guidance.MOST


def test_the_names_of_guidance_are_shown_as_words(world: World, desk: Desk, operator: Client, one: str) -> None:
    ticket = answered(world, desk, filed())
    publishing.publish(ticket, desk.operator, title="<b>Nhầm</b> phường", question="Vì sao?", text="Đã nhận lại.")

    html = shown(operator, one, "nhầm phường")

    assert "&lt;b&gt;Nhầm&lt;/b&gt; phường" in html and "<b>Nhầm</b>" not in html


def test_an_answer_on_the_spot_needs_a_plain_question_and_is_else_told_where_to_go(
    operator: Client, desk: Desk, one: str
) -> None:
    answer = "Chị mang giấy chứng sinh và căn cước đến quầy 3 phường Sài Gòn, làm trong ngày."
    told = {"do": "file", "content": "Hồ sơ chậm hai tuần rồi", "full_name": "Lan", "phone": "0901234567"}
    for kind in ("complaint_delay", "complaint_conduct", "rule", "initiative", "technical"):
        refused = operator.post(one, told | {"kind": kind, "answer": answer})
        assert refused.status_code == 422 and "hãy ghi phản ánh, rồi soạn câu trả lời" in words(refused), kind

    assert operator.post(one, told | {"kind": "complaint_delay", "answer": " "}).status_code == 302
    assert "Đã ghi phản ánh. Hạn trả lời" in words(operator.get(one))
