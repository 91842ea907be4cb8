"""Before a report is sent, what may help is shown once, with and without scripts; and readers say whether it did."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hotline import publishing
from hotline.answer_base import suggesting, voting
from hotline.answer_base.voting import Usefulness
from hotline.kinds import Kind
from hotline.models import AnswerVote, Ticket
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.answer_base.entries import QUESTION, written
from tests.hotline.desk import Desk, answered
from tests.hotline.tickets import SEND, filed, typed

HELPS = "Có thể câu trả lời này giúp được bạn"
ASKED = {"kind": "guidance", "content": "Tôi bị mất thẻ căn cước, làm lại ở đâu?", "full_name": "", "phone": ""}
HELPING = reverse("hotline:helping")


def test_the_answer_is_shown_before_sending_and_the_second_time_it_is_sent(world: World, desk: Desk) -> None:
    written(desk.operator)
    client, sent = Client(), typed(**ASKED)

    first = client.post(SEND, sent)

    html = words(first)
    assert first.status_code == 200 and not Ticket.objects.exists()
    assert HELPS in html and QUESTION in html and "Phản ánh chưa được gửi" in html
    assert ASKED["content"] in html and 'name="helped_not"' in html and sent["submission_key"] in html
    second = client.post(SEND, sent | {"helped_not": "1"})
    assert second.status_code == 302 and Ticket.objects.get().content == ASKED["content"]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "complaint_delay", "full_name": "Lan", "phone": "0901234567"},
        {"kind": "complaint_conduct", "full_name": "Lan", "phone": "0901234567"},
        {"content": "Tôi mất thẻ căn cước và muốn tự tử"},
        {"content": "Vườn hoa trước chợ đẹp quá"},
    ],
)
def test_a_complaint_a_danger_and_what_has_no_answer_are_sent_at_once(
    world: World, desk: Desk, changed: dict[str, str]
) -> None:
    written(desk.operator)

    assert Client().post(SEND, typed(**(ASKED | changed))).status_code == 302
    assert Ticket.objects.count() == 1


def test_it_is_offered_while_typing(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry = written(desk.operator)
    told = {"kind": "guidance", "content": "mat the can cuoc"}
    html = words(Client().get(HELPING, told))
    assert entry.get_absolute_url() in html and "Phản ánh chưa được gửi" not in html

    with django_assert_num_queries(0):
        Client().get(HELPING, told)
    for nothing in (
        {},
        {"kind": "guidance"},
        told | {"kind": "praise"},
        told | {"content": "\0"},
        told | {"kind": "x"},
    ):
        assert HELPS not in words(Client().get(HELPING, nothing))
    assert 'hx-get="/phan-anh/goi-y/"' in words(Client().get(SEND))
    assert Client().post(HELPING, told).status_code in {403, 405}


def test_hostile_words_of_an_answer_stay_words(world: World, desk: Desk) -> None:
    written(desk.operator, question="<script>alert(1)</script> căn cước", text="<b>căn cước</b> {{ 7|add:7 }}")

    html = Client().get(HELPING, {"kind": "guidance", "content": "căn cước"}).content.decode()

    assert "&lt;script&gt;" in html and "<script>" not in html and "<b>" not in html


def test_a_flood_of_look_ups_gets_nothing(world: World, desk: Desk) -> None:
    written(desk.operator)
    told = {"kind": "guidance", "content": "mất thẻ căn cước"}
    cache.set(f"hotline:helping:{'127.0.0.1'}", 10_000, 60)

    assert HELPS not in words(Client().get(HELPING, told))
    assert suggesting.for_words(Kind.GUIDANCE, told["content"])


def test_each_visitor_counts_once_and_their_last_word_counts(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    vote = reverse("hotline:vote", args=["hoi-dap", entry.pk])
    first, second = Client(), Client()

    first.post(vote, {"useful": "yes"})
    first.post(vote, {"useful": "yes"})
    second.post(vote, {"useful": "no"})
    assert voting.usefulness(faq=entry) == Usefulness(useful=1, voted=2)
    first.post(vote, {"useful": "no"})

    assert voting.usefulness(faq=entry) == Usefulness(useful=0, voted=2)
    assert "0 trên 2 người" in words(Client().get(entry.get_absolute_url()))
    assert all(first.cookies[voting.COOKIE].value not in row.visitor for row in AnswerVote.objects.all())


def test_published_answers_are_judged_too_and_what_is_gone_is_not(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    shown = publishing.publish(ticket, desk.operator, title="Chậm", question="Vì sao?", text="Đã xong.")
    vote = reverse("hotline:vote", args=["cong-khai", shown.pk])
    assert Client().post(vote, {"useful": "yes"}).status_code == 302
    assert "1 trên 1 người" in words(Client().get(reverse("hotline:answer", args=[shown.pk])))

    publishing.withdraw(Ticket.objects.get(), desk.operator, "Còn tên người.")

    for address in (
        vote,
        reverse("hotline:vote", args=["khac", shown.pk]),
        reverse("hotline:vote", args=["hoi-dap", 9]),
    ):
        assert Client().post(address, {"useful": "yes"}).status_code == 404
    assert AnswerVote.objects.count() == 1


def test_a_forged_name_gets_a_new_one_and_a_flood_is_refused_in_words(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    vote, forger = reverse("hotline:vote", args=["hoi-dap", entry.pk]), Client()
    forger.cookies[voting.COOKIE] = "x' OR 1=1"
    forger.post(vote, {"useful": "yes"})
    assert forger.cookies[voting.COOKIE].value.isalnum()
    cache.set("hotline:voted:127.0.0.1", 10_000, 60)

    assert "quá nhiều đánh giá" in words(Client().post(vote, {"useful": "yes"}, follow=True))
    assert AnswerVote.objects.count() == 1
