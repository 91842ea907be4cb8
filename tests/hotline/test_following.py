"""The reporter follows, adds, agrees, sends back, rates: only with the secret, and each act is an event."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotline import chain, following, log, throttling
from hotline.actors import Actor
from hotline.codes import looks_like_code, tidy
from hotline.intake import Filed
from hotline.kinds import Action, Level, Severity, State
from hotline.models import Ticket
from hotline.problems import NotAllowedNow
from hotline.secret_codes import fingerprint, opens, secret_for
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.tickets import filed, opened, page

FOLLOW = reverse("hotline:follow")


def answered(sent: Filed) -> Filed:
    """The ticket as if its answer had gone out: what staff do is proved elsewhere."""
    with log.locked(sent.ticket) as ticket:
        ticket.state, ticket.answered_at = State.ANSWERED, timezone.now()
        ticket.last_sequence += 1
        log._write(ticket, Action.ADD_FACTS, Actor.system(), "received", timezone.now(), "", {}, is_told=False)
        ticket.save(update_fields=["state", "answered_at", "last_sequence"])
    sent.ticket.refresh_from_db()
    return sent


@given(st.text(min_size=1, max_size=40))
def test_a_secret_opens_only_what_it_is_of(key: str) -> None:
    secret = secret_for(key)

    assert len(secret) == 14 and not set(secret) & set("01OIL")
    assert opens(f" {secret.lower().replace('-', ' ')} ", fingerprint(secret))
    assert not opens(secret_for(f"{key}."), fingerprint(secret))


@given(st.text(max_size=60))
def test_any_text_may_be_typed_as_a_code(text: str) -> None:
    assert not looks_like_code(tidy(text)) or tidy(text).startswith("PAKN-")


@pytest.mark.parametrize("code", ["PAKN-H29-261122-0001", "'; DROP TABLE", "🙂", "x" * 60])
def test_code_and_secret_must_fit(world: World, code: str) -> None:
    sent = filed()
    client = Client()

    for pair in ({"code": code, "secret": "2222-2222-2222"}, {"code": sent.ticket.code, "secret": code}):
        answer = client.post(FOLLOW, pair)
        assert answer.status_code == 422
        assert "không khớp" in words(answer)
    assert client.get(page("ticket", sent)).status_code == 302


def test_spaces_and_small_letters_are_forgiven(world: World) -> None:
    sent = filed()
    told = {"code": f" {sent.ticket.code.lower()} ", "secret": sent.secret.lower().replace("-", " ")}

    answer = Client().post(FOLLOW, told)

    assert answer["Location"] == page("ticket", sent)


def test_guessing_is_slowed_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "UNLOCKED", throttling.Limit("few-unlocked", 1, 60))
    sent, client = filed(), Client()
    client.post(FOLLOW, {"code": sent.ticket.code, "secret": "2222-2222-2222"})

    refused = client.post(FOLLOW, {"code": sent.ticket.code, "secret": sent.secret})

    assert refused.status_code == 429


def test_facts_are_added_to_the_log(world: World) -> None:
    sent = filed()
    client = opened(sent)

    answer = client.post(page("add-facts", sent), {"text": "Tôi nộp ở quầy số 3."}, follow=True)

    assert "Tôi nộp ở quầy số 3." in words(answer)
    event = sent.ticket.events.last()
    assert event is not None and (event.action, event.actor_name) == (Action.ADD_FACTS, "Người phản ánh")
    assert client.post(page("add-facts", sent), {"text": " "}).status_code == 422


def test_danger_told_later_lifts_the_ticket_up(world: World) -> None:
    sent = filed()
    before = sent.ticket.due_at

    following.add_facts(sent.ticket, "Họ gọi điện đe dọa tôi.")

    ticket = Ticket.objects.get()
    assert ticket.severity == Severity.URGENT and ticket.due_at < before
    assert ticket.due_at < timezone.now() + dt.timedelta(hours=2)


def test_agreeing_ends_it_and_sending_back_goes_up_a_level_once(world: World) -> None:
    sent = answered(filed())
    client = opened(sent)

    client.post(page("confirm", sent))
    assert Ticket.objects.get().state == State.CLOSED
    assert client.post(page("reopen", sent), {"reason": ""}).status_code == 422
    answer = client.post(page("reopen", sent), {"reason": "Vẫn chưa có giấy khai sinh."}, follow=True)

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.level, ticket.reopened_count) == (State.ROUTED, Level.HEAD, 1)
    assert ticket.closed_at is None and ticket.answer_due_at > timezone.now()
    assert "Chuyển lên: Người đứng đầu đơn vị." in words(answer)
    following.reopen(answered(sent).ticket, "Vẫn chưa.")
    assert (Ticket.objects.get().level, Ticket.objects.get().reopened_count) == (Level.HEAD, 2)
    assert chain.first_broken(Ticket.objects.get()) is None


def test_a_bad_rating_says_why_and_counts_once(world: World) -> None:
    sent = answered(filed())
    client = opened(sent)

    assert client.post(page("rate", sent), {"score": "1", "comment": ""}).status_code == 422
    client.post(page("rate", sent), {"score": "1", "comment": "Trả lời chung chung."})
    again = client.post(page("rate", sent), {"score": "3", "comment": ""})

    assert again.status_code == 409 and "Bạn đã đánh giá" in words(again)
    assert Ticket.objects.get().score == 1


def test_before_an_answer_there_is_nothing_to_agree_with(world: World) -> None:
    sent = filed()

    with pytest.raises(NotAllowedNow):
        following.confirm(sent.ticket)
    with pytest.raises(NotAllowedNow):
        following.reopen(sent.ticket, "x")
    with pytest.raises(NotAllowedNow):
        following.rate(sent.ticket, 3, "")
    assert Ticket.objects.get().events.count() == 1


@pytest.mark.parametrize("name", ["add-facts", "confirm", "reopen", "rate"])
def test_without_the_secret_nobody_acts(world: World, name: str) -> None:
    sent = answered(filed())
    form = {"text": "x", "reason": "x", "score": "3", "comment": ""}

    for client in (Client(), opened(filed())):
        assert client.post(page(name, sent), form)["Location"] == FOLLOW
        assert client.get(page(name, sent)).status_code == 302
    assert sent.ticket.events.count() == 2


def test_a_forged_cookie_opens_nothing(world: World) -> None:
    sent = filed()
    for forged in ("", "x", "gAAAAABx", f'[["{sent.ticket.code}", "x"]]'):
        client = Client()
        client.cookies["hotline_keys"] = forged
        assert client.get(page("ticket", sent)).status_code == 302


def test_a_browser_can_be_closed_for_the_next_person(world: World) -> None:
    sent = filed()
    client = opened(sent)

    client.post(reverse("hotline:leave"))

    assert client.get(page("ticket", sent)).status_code == 302
