"""Floods meet a limit by address; a small sum lifts it; nobody else is stopped with them."""

from __future__ import annotations

from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hotline import proof_of_work, throttling
from hotline.models import Ticket
from hotline.throttling import Limit, is_over
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.tickets import SEND, WORDS, filed, opened, page, typed

FEW = Limit("few-here", 3, 600)
FOLLOW = reverse("hotline:follow")
KEY, OTHER_KEY = "5f0c2a52-3f7e-4f43-9a51-0d6c0f5b7a10", "5f0c2a52-3f7e-4f43-9a51-0d6c0f5b7a11"


def sum_for(key: str) -> str:
    """What a browser finds for a form."""
    return next(str(number) for number in count() if proof_of_work.is_done(key, str(number)))


def test_so_many_pass_and_the_next_does_not() -> None:
    assert [is_over(FEW, "10.0.0.1") for _ in range(5)] == [False, False, False, True, True]


def test_one_address_stops_no_other_and_one_limit_no_other() -> None:
    for _ in range(5):
        is_over(FEW, "10.0.0.1")

    assert not is_over(FEW, "10.0.0.2")
    assert not is_over(Limit("few-there", 3, 600), "10.0.0.1")


def test_when_the_window_is_over_one_may_send_again() -> None:
    for _ in range(5):
        is_over(FEW, "10.0.0.1")

    cache.delete(f"{FEW.name}:10.0.0.1")  # what the cache does when the seconds have passed

    assert not is_over(FEW, "10.0.0.1")


def test_whoever_did_the_sum_may_send_more_than_who_did_not() -> None:
    assert throttling.SENT_WITH_PROOF.most > throttling.SENT_WITHOUT_PROOF.most
    assert throttling.SENT_WITH_PROOF.seconds == throttling.SENT_WITHOUT_PROOF.seconds


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_may_be_sent_as_a_sum(key: str, nonce: str) -> None:
    if proof_of_work.is_done(key, nonce):
        assert nonce.isdecimal() and nonce.isascii()


@pytest.mark.parametrize("nonce", ["", "-1", "1.0", "١٢٣", "²", "0x10", " 1", "1" * 21, "1e3"])
def test_what_is_no_plain_number_is_no_sum(monkeypatch: pytest.MonkeyPatch, nonce: str) -> None:
    monkeypatch.setattr(proof_of_work, "BITS", 0)
    assert proof_of_work.is_done("k", "1"), "any number is enough for no bits"
    assert not proof_of_work.is_done("k", nonce)


def test_a_sum_is_of_one_form_only() -> None:
    nonce = sum_for(KEY)

    assert proof_of_work.is_done(KEY, nonce)
    assert not any(proof_of_work.is_done(f"{KEY}{other}", nonce) for other in range(4))


def test_a_form_that_is_refused_does_not_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets a box five times is no flood."""
    monkeypatch.setattr(throttling, "SENT_WITHOUT_PROOF", Limit("once", 1, 600))
    client = Client()

    refused = [client.post(SEND, typed(content="")).status_code for _ in range(3)]

    assert refused == [422] * 3
    assert client.post(SEND, typed()).status_code == 302
    assert client.post(SEND, typed()).status_code == 429 and Ticket.objects.count() == 1


def test_another_address_sends_while_one_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "SENT_WITHOUT_PROOF", Limit("once", 1, 600))
    here, there = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")

    codes = [client.post(SEND, typed()).status_code for client in (here, here, there)]

    assert codes == [302, 429, 302]


def test_who_is_stopped_is_told_where_to_call_and_loses_no_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "SENT_WITHOUT_PROOF", Limit("none", 0, 600))
    client = Client()
    client.post(SEND, typed())

    answer = client.post(SEND, typed(place="Quầy số 3", email="lan@example.vn", is_confidential="on"))

    html = words(answer)
    assert answer.status_code == 429 and 'href="tel:' in html
    for kept in (WORDS, "Quầy số 3", "lan@example.vn", "Nguyễn Thị Lan", "0901 234 567", "checked"):
        assert kept in html


def test_a_sum_of_another_form_does_not_lift_the_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "SENT_WITHOUT_PROOF", Limit("none", 0, 600))
    client, nonce = Client(), sum_for(KEY)
    client.post(SEND, typed())

    assert client.post(SEND, typed(submission_key=OTHER_KEY, proof=nonce)).status_code == 429
    assert client.post(SEND, typed(submission_key=KEY, proof=nonce)).status_code == 302


def test_an_empty_box_is_no_guess_at_a_secret(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "UNLOCKED", Limit("one-guess", 1, 60))
    sent, client = filed(), Client()

    assert client.post(FOLLOW, {"code": sent.ticket.code, "secret": ""}).status_code == 422
    assert client.post(FOLLOW, {"code": "", "secret": sent.secret}).status_code == 422
    assert client.post(FOLLOW, {"code": sent.ticket.code, "secret": sent.secret}).status_code == 302


def test_whoever_is_stopped_from_guessing_reads_on_what_they_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = filed()
    client = opened(sent)
    monkeypatch.setattr(throttling, "UNLOCKED", Limit("no-guess", 0, 60))
    told = {"code": sent.ticket.code, "secret": "2222-2222-2222"}

    refused = [client.post(FOLLOW, told) for _ in range(2)][-1]

    assert refused.status_code == 429 and "Bạn thử quá nhiều lần" in words(refused)
    assert client.get(page("ticket", sent)).status_code == 200
