"""Rules proved: every act of the exchange says what came of it, also when nothing did, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.models import User
from portal.national.channel_acts import ACTS
from portal.national.figures import rounds
from portal.national.figures.sync_list import this_month
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState, Service
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.dossiers.world import World, make_staff
from tests.house.test_page_language import Listener
from tests.outbox.factories import make_message
from units.roles import Role

INBOX, ALL = reverse("national:inbox"), reverse("national:inbox-retry-all")


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


def act(name: str, channel: str = "national") -> str:
    return reverse("national:channel-act", args=(channel, name))


def dead(number: int, **fields: Any) -> OutboxMessage:
    told = {"channel": "national", "state": State.DEAD, "finished_at": timezone.now(), "attempts": 9}
    return make_message(**{**told, "idempotency_key": f"dead {number}", **fields})


def inbound(number: int, **fields: Any) -> InboundMessage:
    told = {"state": InboxState.DEAD, "finished_at": timezone.now(), "last_error": "Không có thủ tục này."}
    return InboundMessage.objects.create(
        message_id=f"tin-{number}", key=f"G22.99.01-261123-{number:04d}", service=Service.FILE, received={},
        **{**told, **fields},
    )  # fmt: skip


def said(client: Client, address: str) -> str:
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_resuming_what_sends_says_that_there_was_nothing_to_resume(admin: User, client: Client) -> None:
    assert "Kênh này đang gửi, không cần mở lại." in said(client, act("mo-lai"))
    assert not any(circuit.is_paused for circuit in Circuit.objects.all())


def test_each_act_is_said_in_the_number_of_what_it_moved(admin: User, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    told = {}
    for count in (0, 1, 2):
        for number in range(count):
            dead(10 * count + number)
            inbound(10 * count + number)
        told[count] = (said(client, act("gui-lai")), said(client, ALL))

    for letters, messages in told.values():
        assert "Đã đưa" not in letters + messages
    assert told[1] != told[2]
    assert InboundMessage.objects.filter(state=InboxState.WAITING).count() == 3


def test_asking_names_the_channel_and_changes_nothing(admin: User, client: Client) -> None:
    letter = dead(1)
    for name, asked in ACTS.items():
        for language in ("vi", "en"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            text = client.get(act(name, "email")).content.decode()
            assert "email" in text, (name, language)
            with override("vi"):
                assert (str(asked.action) in text) is (language == "vi"), (name, language)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.DEAD, 9)
    assert not Circuit.objects.exists()


def test_pages_and_questions_of_the_exchange_speak_one_language(admin: User, client: Client) -> None:
    dead(1, last_error="connection refused")
    named = [reverse(f"national:{name}") for name in ("health", "differences", "figures", "unsynced")]
    pages = [act(name) for name in ACTS] + [ALL, INBOX, *named]
    rounds.ask_for(this_month())
    rounds.bring_together()
    for language in ("vi", "en"):
        listener = Listener(language)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for page in pages:
            listener.hear(page, client.get(page))
        assert [line for line in listener.wrong if "connection refused" not in line] == []


def test_a_message_that_is_done_or_under_way_is_not_let_go_again(admin: User, client: Client) -> None:
    for number, state in enumerate((InboxState.DONE, InboxState.WAITING)):
        kept = inbound(number, state=state, finished_at=None if state == InboxState.WAITING else timezone.now())
        assert "có người vừa cho xử lý lại" in said(client, reverse("national:inbox-retry", args=[kept.pk]))
        kept.refresh_from_db()
        assert kept.state == state


def test_buttons_are_no_links(admin: User, client: Client) -> None:
    """What lets a message go is a POST: no search engine, no preview of a mail program does it by looking."""
    kept = inbound(1)

    assert client.get(reverse("national:inbox-retry", args=[kept.pk])).status_code == 405
    assert client.put(ALL).status_code == 405
    kept.refresh_from_db()
    assert kept.state == InboxState.DEAD


def test_letting_a_channel_go_moves_no_letter_that_waits_or_was_sent(admin: User, client: Client) -> None:
    rows = [
        dead(1),
        make_message(channel="national", idempotency_key="waits"),
        make_message(channel="national", idempotency_key="sent", state=State.SENT, finished_at=timezone.now()),
    ]
    assert "Đã đưa 1 thư" in said(client, act("gui-lai"))
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [State.WAITING, State.WAITING, State.SENT]


def test_numbers_of_messages_that_cannot_be_lead_nowhere(admin: User, client: Client) -> None:
    for number in (0, 2**31, 2**63, 10**30):
        assert client.post(reverse("national:inbox-retry", args=[number])).status_code == 404
