"""What a reporter may do and when: each refusal says why, keeps what was typed, and changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline import chain, following
from hotline.kinds import Action, Level, Severity, State
from hotline.models import Ticket
from hotline.problems import NotAllowedNow
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered
from tests.hotline.tickets import SEND, filed, opened, page, typed

FOLLOW = reverse("hotline:follow")


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("confirm", {}, "Đồng ý với câu trả lời"),
        ("reopen", {"reason": "Vẫn chưa xong việc."}, "Phản ánh lại"),
        ("rate", {"score": "2", "comment": "Tạm được nhé."}, "Đánh giá"),
    ],
)
def test_before_an_answer_each_act_says_what_happened_last(
    world: World, name: str, form: dict[str, Any], told: str
) -> None:
    sent = filed()
    before = Ticket.objects.filter(pk=sent.ticket.pk).values().get()

    answer = opened(sent).post(page(name, sent), form)

    html = words(answer)
    assert answer.status_code == 409 and f"Không thể thực hiện «{told}»" in html and "Người phản ánh" in html
    assert all(value in html for value in form.values())
    assert Ticket.objects.filter(pk=sent.ticket.pk).values().get() == before


def test_after_an_answer_facts_come_too_late_and_no_word_is_lost(world: World, desk: Desk) -> None:
    sent = filed()
    client = opened(sent)
    answered(world, desk, sent)

    late = client.post(page("add-facts", sent), {"text": "Tôi nộp ở quầy số 3."})

    assert late.status_code == 409 and "Tôi nộp ở quầy số 3." in words(late)
    shown = words(client.get(page("ticket", sent)))
    assert page("add-facts", sent) not in shown and page("reopen", sent) in shown and page("rate", sent) in shown


def test_agreeing_twice_counts_once(world: World, desk: Desk) -> None:
    sent = filed()
    client = opened(sent)
    answered(world, desk, sent)

    first, again = client.post(page("confirm", sent)), client.post(page("confirm", sent))

    assert (first.status_code, again.status_code) == (302, 409)
    assert Ticket.objects.get().events.filter(action=Action.CONFIRM).count() == 1
    shown = words(client.get(page("ticket", sent)))
    assert page("confirm", sent) not in shown and page("reopen", sent) in shown, "who agreed too early may come back"


def test_acts_in_two_windows_do_not_lose_each_other(world: World, desk: Desk) -> None:
    """Both windows read the ticket as answered; the second one acts on what the first one left."""
    sent = filed()
    answered(world, desk, sent)
    one, other = Ticket.objects.get(), Ticket.objects.get()

    following.reopen(one, "Vẫn chưa xong.")
    with pytest.raises(NotAllowedNow):
        following.confirm(other)

    fresh = Ticket.objects.get()
    assert (fresh.state, fresh.closed_at) == (State.ROUTED, None) and chain.first_broken(fresh) is None


@pytest.mark.parametrize("level", [Level.SUPERVISOR, Level.CHAIR])
def test_nothing_climbs_above_the_chair(world: World, desk: Desk, level: Level) -> None:
    sent = filed()
    answered(world, desk, sent)
    Ticket.objects.update(level=level)

    following.reopen(Ticket.objects.get(), "Vẫn chưa xong.")

    assert Ticket.objects.get().level == Level.CHAIR


def test_danger_told_late_never_puts_an_answer_off(world: World) -> None:
    """A ticket that is due in an hour, or overdue, is not given another day because it turned out to be urgent."""
    ticket = filed().ticket
    soon = timezone.now() + dt.timedelta(minutes=10)
    Ticket.objects.update(answer_due_at=soon, due_at=soon, climbs_at=soon)

    following.add_facts(ticket, "Họ gọi điện đe dọa tôi.")

    fresh = Ticket.objects.get()
    assert fresh.severity == Severity.URGENT
    assert fresh.answer_due_at == fresh.due_at == fresh.climbs_at == soon


def test_calm_facts_move_no_time_and_danger_told_twice_starts_no_clock_anew(world: World) -> None:
    ticket = filed().ticket
    following.add_facts(ticket, "Tôi nộp ở quầy số 3.")
    calm = Ticket.objects.get()
    assert (calm.severity, calm.answer_due_at) == (Severity.NORMAL, ticket.answer_due_at)

    following.add_facts(ticket, "Họ đe dọa tôi.")
    first = Ticket.objects.get()
    following.add_facts(ticket, "Họ lại đe dọa tôi.")

    assert Ticket.objects.get().answer_due_at == first.answer_due_at < calm.answer_due_at


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 2001])
def test_empty_and_endless_facts_are_refused(world: World, text: str) -> None:
    sent = filed()

    answer = opened(sent).post(page("add-facts", sent), {"text": text})

    assert answer.status_code == 422 and Ticket.objects.get().last_sequence == 1


def test_a_browser_opens_five_tickets_and_forgets_the_oldest(world: World) -> None:
    sents = [filed() for _ in range(6)]
    client = Client()
    for sent in (*sents, sents[3]):
        client.post(FOLLOW, {"code": sent.ticket.code, "secret": sent.secret})

    assert [client.get(page("ticket", sent)).status_code for sent in sents] == [302, *[200] * 5]


def test_pages_of_a_ticket_are_kept_by_no_cache(world: World) -> None:
    sent = filed()
    client = opened(sent)

    for name in ("ticket", "add-facts", "reopen", "rate", "confirm"):
        assert "no-store" in client.get(page(name, sent))["Cache-Control"], name
    for address in (FOLLOW, page("sent", sent)):
        assert "no-cache" in client.get(address)["Cache-Control"]
    assert client.get(reverse("hotline:leave")).status_code == 405, "a link in a letter closes nobody's ticket"


def test_letters_go_out_for_what_others_did_in_the_language_of_the_reporter(world: World, desk: Desk) -> None:
    sent = filed(language="en")
    answered(world, desk, sent)
    before = OutboxMessage.objects.count()

    following.rate(sent.ticket, 3, "Cảm ơn.")
    following.confirm(sent.ticket)

    letters = [letter.payload for letter in OutboxMessage.objects.order_by("pk")]
    assert len(letters) == before, "what one did oneself needs no letter"
    assert {letter["language"] for letter in letters} == {"en"}
    for letter in letters:
        assert "Phản ánh" not in letter["subject"] + letter["text"] and sent.secret not in letter["text"]
        assert letter["to"] == "lan@example.vn" and "chín ngày" not in letter["text"]
    assert letters[-1]["text"].rstrip().endswith("/phan-anh/theo-doi/")


def test_what_the_address_names_is_filled_in_and_odd_addresses_harm_nothing(world: World) -> None:
    told = Client().get(SEND, {"ho-so": "H29.101-261122-0001", "loai": "praise"})

    assert 'value="H29.101-261122-0001"' in words(told) and 'value="praise"' in words(told)
    for odd in ({"loai": "x\u0000"}, {"ho-so": "<script>" * 20}, {"loai": ["a", "b"]}):
        answer = Client().get(SEND, odd)
        assert answer.status_code == 200 and "<script><script>" not in words(answer)
    assert "PAKN-H29-261122-0001" in words(Client().get(FOLLOW, {"ma": "PAKN-H29-261122-0001"}))


@pytest.mark.parametrize("key", ["k", "5f0c2a52", "' OR 1=1"])
def test_a_form_with_a_made_up_key_is_not_sent(world: World, key: str) -> None:
    answer = Client().post(SEND, typed(submission_key=key))

    assert answer.status_code == 422 and not Ticket.objects.exists()


def test_two_accounts_with_the_same_words_are_two_reports(world: World) -> None:
    form = typed()

    for user in (world.mother, world.ward.clerk, world.mother):
        signed_in(user).post(SEND, form)

    assert set(Ticket.objects.values_list("user", flat=True)) == {world.mother.pk, world.ward.clerk.pk}
    assert Ticket.objects.count() == 2
