"""How each connection stands: its own messages and notices, today's since midnight, and what they cost to count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.outbox import circuits
from portal.outbox.models import Circuit, OutboxMessage, State
from portal.peers import figures, trying
from portal.peers.channel import PeerChannel
from portal.peers.figures import Health
from portal.peers.models import Connection, PeerNotice
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import make_user
from tests.peers.connecting import connected

pytestmark = pytest.mark.django_db
NOON = at("2026-03-02 12:00")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon of a Monday."""
    stand_at(monkeypatch, NOON)


@pytest.fixture
def pair(db: None) -> tuple[Connection, Connection]:
    """Two connections, of which the figures are told apart."""
    return connected("https://a.vn", short_name="a", name="A"), connected("https://b.vn", short_name="b", name="B")


def message(
    one: Connection, state: State = State.WAITING, hours_ago: float = 0, channel: str = "peer"
) -> OutboxMessage:
    """A message to a connection, written or done so long before noon."""
    number, moment = OutboxMessage.objects.count(), NOON - timedelta(hours=hours_ago)
    return OutboxMessage.objects.create(
        channel=channel,
        key=f"{one.pk}/H29-{number}",
        idempotency_key=f"{one.pk}/{number}",
        payload={},
        state=state,
        created_at=moment,
        finished_at=None if state == State.WAITING else moment,
    )


def notice(one: Connection, state: str = "dead") -> PeerNotice:
    """A notice that came in."""
    told = {"message_id": f"tin-{PeerNotice.objects.count()}", "type": "parcel.moved", "digest": "", "received": {}}
    return PeerNotice.objects.create(
        connection=one, state=state, finished_at=None if state == "waiting" else NOON, **told
    )


def staff() -> User:
    """Somebody who pauses."""
    return make_user("quan.tri@example.vn", "Đỗ Minh Quân")


def test_a_connection_without_messages_stands_at_nothing(pair: tuple[Connection, Connection]) -> None:
    assert figures.of(pair) == [Health(pair[0], None), Health(pair[1], None)]
    assert figures.of([]) == []


def test_each_is_counted_for_itself(noon: None, pair: tuple[Connection, Connection]) -> None:
    for hours in (3, 5, 1):
        message(pair[0], hours_ago=hours)
    for state in (State.DEAD, State.DEAD, State.SENT):
        message(pair[0], state, hours_ago=1)
    message(pair[1], State.SENT, hours_ago=2)
    message(pair[1], channel="webhook")
    for came in ("dead", "dead", "waiting", "done"):
        notice(pair[1], came)

    first, second = figures.of(pair)
    assert (first.waiting, first.oldest_at, first.dead, first.sent_today) == (3, NOON - timedelta(hours=5), 2, 1)
    assert (second.waiting, second.oldest_at, second.dead, second.sent_today) == (0, None, 0, 1)
    assert (first.dead_notices, second.dead_notices) == (0, 2)


def test_today_begins_at_midnight_in_vietnam(noon: None, pair: tuple[Connection, Connection]) -> None:
    for hours in (11.9, 12, 12.1, 30):
        message(pair[0], State.SENT, hours_ago=hours)
    assert figures.of(pair)[0].sent_today == 2


def test_a_number_that_begins_alike_is_another_connection(pair: tuple[Connection, Connection]) -> None:
    message(pair[0])
    OutboxMessage.objects.create(channel="peer", key=f"{pair[0].pk}1/H29", idempotency_key="x", payload={})
    OutboxMessage.objects.create(channel="peer", key="", idempotency_key="y", payload={})
    assert figures.messages_to(str(pair[0].pk)).count() == 1
    assert not figures.messages_to().exists()


def test_the_figures_cost_the_same_for_one_and_for_many(
    pair: tuple[Connection, Connection], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [connected("https://x.vn", short_name=f"x{number}") for number in range(10)]
    for one in many:
        message(one)
        message(one, State.SENT)
        notice(one)
        circuits.fail(trying.circuit_of(one))
    for ones in (many[:1], many):
        # Circuits, what is not sent, what was sent today, notices.
        with django_assert_num_queries(4):
            assert all(health.waiting == 1 for health in figures.of(ones))


def test_a_circuit_is_that_of_its_own_connection(pair: tuple[Connection, Connection]) -> None:
    assert trying.circuit_of(pair[0]) == f"peer/{pair[0].pk}"
    circuits.pause(trying.circuit_of(pair[0]), staff())
    first, second = figures.of(pair)
    assert first.circuit is not None
    assert (first.circuit.is_paused, second.circuit) == (True, None)


def test_trying_does_not_wait_for_an_open_circuit_and_does_not_end_a_pause(pair: tuple[Connection, Connection]) -> None:
    for one in pair:
        for _ in range(6):
            circuits.fail(trying.circuit_of(one))
    circuits.pause(trying.circuit_of(pair[1]), staff())
    for one in pair:
        trying.ask(one)
    closed, paused = (Circuit.objects.get(channel=trying.circuit_of(one)) for one in pair)
    assert (closed.is_open, closed.failures) == (False, 0)
    assert paused.is_paused
    assert figures.of(pair)[0].waiting == 1


def test_each_press_of_the_test_button_asks_anew(pair: tuple[Connection, Connection]) -> None:
    for _ in range(2):
        trying.ask(pair[0])
    assert figures.messages_to(str(pair[0].pk)).count() == 2
    asked = Connection.objects.get(pk=pair[0].pk)
    assert asked.trial_asked_at is not None
    assert Connection.objects.get(pk=pair[1].pk).trial_asked_at is None


def test_receivers_are_named_by_what_their_keys_begin_with(
    pair: tuple[Connection, Connection], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = pair
    with django_assert_num_queries(1):
        found = PeerChannel().receivers([str(first.pk), str(second.pk), "0", "x", "", "-1", "1.5"])
    assert {key: one.name for key, one in found.items()} == {str(first.pk): "A", str(second.pk): "B"}
    assert found[str(first.pk)].url == reverse("peers:connection", args=[first.pk])


def test_the_page_tells_what_waits_what_died_and_what_came_in(
    admin: Client, pair: tuple[Connection, Connection]
) -> None:
    message(pair[0])
    letter = message(pair[0], State.DEAD)
    OutboxMessage.objects.filter(pk=letter.pk).update(last_error="Refused: ngoài vùng phục vụ")
    for state in ("dead", "waiting", "done"):
        notice(pair[0], state)
    mine, other = (admin.get(reverse("peers:connection", args=[one.pk])) for one in pair)
    text = mine.content.decode()
    assert "1 đang chờ, 0 đã gửi hôm nay, 1 không gửi được" in text
    assert "ngoài vùng phục vụ" in text
    assert text.count("Xử lý lại") == 1
    for label in ("Đang chờ xử lý", "Đã xử lý", "Không xử lý được"):
        assert label in text
    assert "Chưa có bản tin nào" in other.content.decode()
    assert "Gửi lại tất cả" not in other.content.decode()


def test_a_page_shows_the_newest_thirty_of_what_died(admin: Client, pair: tuple[Connection, Connection]) -> None:
    letters = [message(pair[0], State.DEAD) for _ in range(32)]
    page = admin.get(reverse("peers:connection", args=[pair[0].pk]))
    assert [one.pk for one in page.context["dead"]] == [one.pk for one in reversed(letters[2:])]
