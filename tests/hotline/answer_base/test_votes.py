"""Did it help: one voice a visitor and answer, whoever they are, without an account and without being known by it."""

from __future__ import annotations

import random

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hotline import publishing
from hotline.answer_base import voting, writing
from hotline.answer_base.voting import Usefulness
from hotline.models import AnswerVote, FaqEntry
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World
from tests.hotline.answer_base.entries import written
from tests.hotline.desk import Desk, answered, at
from tests.hotline.tickets import filed

YES, NO = {"useful": "yes"}, {"useful": "no"}


@pytest.fixture
def entry(desk: Desk) -> FaqEntry:
    return written(desk.operator)


def box(entry: FaqEntry) -> str:
    """Where one votes."""
    return reverse("hotline:vote", args=["hoi-dap", entry.pk])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_visitors_say_in_whatever_order_the_last_word_of_each_counts(
    entry: FaqEntry, desk: Desk, seed: int
) -> None:
    other = written(desk.operator, question="Đổi hộ chiếu ở đâu?")
    chance, said = random.Random(seed), dict[tuple[int, str], bool]()
    for _vote in range(25):
        answer, visitor, word = chance.choice((entry, other)), chance.choice("abcde"), chance.random() < 0.5
        voting.vote(visitor, is_useful=word, faq=answer)
        said[answer.pk, visitor] = word

    for answer in (entry, other):
        words_of_it = [word for (key, _visitor), word in said.items() if key == answer.pk]
        assert voting.usefulness(faq=answer) == Usefulness(sum(words_of_it), len(words_of_it))
    assert AnswerVote.objects.count() == len(said)


def test_reading_leaves_no_name_behind_and_voting_one_that_scripts_cannot_read(entry: FaqEntry) -> None:
    client = Client()
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert voting.COOKIE not in client.cookies

    client.post(box(entry), YES)

    cookie = client.cookies[voting.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/phan-anh/"
    assert len(cookie.value) == 32
    name = cookie.value
    client.post(box(entry), NO)
    assert client.cookies[voting.COOKIE].value == name, "the same visitor keeps the name"
    assert not AnswerVote.objects.filter(visitor__contains=name).exists()


@pytest.mark.parametrize("forged", ["", "x" * 31, "y" * 41, "a" * 31 + "'", "<script>" * 5, "z" * 5000])
def test_no_forged_name_is_kept_or_written(entry: FaqEntry, forged: str) -> None:
    client = Client()
    client.cookies[voting.COOKIE] = forged

    assert client.post(box(entry), YES).status_code == 302

    assert client.cookies[voting.COOKIE].value != forged and AnswerVote.objects.count() == 1


@pytest.mark.parametrize("word", [{}, {"useful": ""}, {"useful": "YES"}, {"useful": "1"}, {"helpful": "yes"}])
def test_what_is_neither_yes_nor_no_counts_for_neither(entry: FaqEntry, word: dict[str, str]) -> None:
    client = Client()

    answer = client.post(box(entry), word, follow=True)

    assert answer.redirect_chain == [(entry.get_absolute_url(), 302)] and not AnswerVote.objects.exists()
    assert "Cảm ơn" not in words(answer) and voting.COOKIE not in client.cookies


def test_sixty_an_address_in_ten_minutes_and_one_more_is_refused_without_a_trace(entry: FaqEntry) -> None:
    """People behind one address of a village or an office all have a voice; a machine is stopped."""
    cache.set("hotline:voted:127.0.0.1", voting.VOTED.most - 1, 600)
    assert "Cảm ơn" in words(Client().post(box(entry), YES, follow=True))

    refused = Client()
    answer = refused.post(box(entry), YES, follow=True)

    assert "Hãy thử lại sau mười phút." in words(answer)
    assert AnswerVote.objects.count() == 1 and voting.COOKIE not in refused.cookies
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert "Cảm ơn" in words(elsewhere.post(box(entry), NO, follow=True)) and AnswerVote.objects.count() == 2
    english = Client(headers={"accept-language": "en"}).post(box(entry), YES, follow=True)
    assert "Try again in ten minutes" in words(english)


def test_a_vote_is_sent_from_our_page_and_by_posting(entry: FaqEntry) -> None:
    assert Client().get(box(entry)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(box(entry), YES).status_code == 403
    assert not AnswerVote.objects.exists()

    html = words(Client().get(entry.get_absolute_url()))
    assert f'action="{box(entry)}"' in html and "csrfmiddlewaretoken" in html and "người đã trả lời" not in html


def test_whoever_is_signed_in_has_one_voice_too_and_one_for_each_answer(
    world: World, desk: Desk, entry: FaqEntry
) -> None:
    ticket = answered(world, desk, filed())
    published = publishing.publish(ticket, desk.operator, title="Chậm", question="Vì sao?", text="Đã xong.")
    mother = signed_in(world.mother)
    for address in (box(entry), reverse("hotline:vote", args=["cong-khai", published.pk])) * 2:
        mother.post(address, YES)

    assert voting.usefulness(faq=entry) == Usefulness(1, 1) == voting.usefulness(publication=published)
    assert len(set(AnswerVote.objects.values_list("visitor", flat=True))) == 1
    assert "1 / 1" in words(at(desk.operator).get(reverse("hotline:faq-desk")))


def test_a_withdrawn_entry_takes_no_votes_and_keeps_those_it_has(entry: FaqEntry, desk: Desk) -> None:
    Client().post(box(entry), YES)
    writing.withdraw(desk.operator, entry)

    assert Client().post(box(entry), NO).status_code == 404
    for what, key in (("hoi-dap", 10**30), ("cong-khai", entry.pk + 10**6), ("khac", entry.pk)):
        assert Client().post(reverse("hotline:vote", args=[what, key]), YES).status_code == 404
    assert voting.usefulness(faq=entry) == Usefulness(1, 1)
