"""A round of deliveries: what it may take next, whom it leaves alone, and how many at once go to one receiver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.outbox import attempts, circuits
from portal.outbox.delivery import LANES_OF_RECEIVER, Round, deliver_due, due
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Refused, Unanswered, Unreachable
from portal.outbox.drivers.registry import UnknownChannel
from portal.outbox.figures import standings
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db
PAST = timedelta(seconds=1)


class Many(RecordingDriver):
    """A channel of many receivers."""

    channel = "many"
    has_receivers = True
    max_attempts = 24


class Second(Many):
    channel = "second"


@pytest.fixture
def many() -> Iterator[Many]:
    driver = Many()
    with channel(driver):
        yield driver


@pytest.fixture
def admin() -> User:
    return User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")


def to(receiver: str, number: int = 1, channel_name: str = "many", **fields: Any) -> OutboxMessage:
    key = f"{receiver}/{number}"
    return make_message(channel=channel_name, key=key, idempotency_key=f"{channel_name} {key}", **fields)


def raising(error: BaseException) -> Any:
    def react(payload: dict[str, Any]) -> None:
        raise error

    return react


def make_due() -> None:
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - PAST)


def opened(name: str, *, is_rested: bool = False) -> Circuit:
    """An open circuit."""
    now = timezone.now()
    until = now - PAST if is_rested else now + timedelta(minutes=1)
    return Circuit.objects.create(channel=name, failures=5, opened_at=now - timedelta(hours=1), open_until=until)


def left(closed: set[str]) -> list[str]:
    return [message.idempotency_key for message in due(closed)]


def test_a_closed_receiver_closes_itself_and_no_other_of_a_like_name(many: Many) -> None:
    for receiver in ("1", "17", "11", "1a", "%"):
        to(receiver)
    assert left({"many/1"}) == ["many 17/1", "many 11/1", "many 1a/1", "many %/1"]
    assert left({"many/1", "many/%"}) == ["many 17/1", "many 11/1", "many 1a/1"]


def test_a_receiver_of_one_channel_is_not_that_of_another(many: Many) -> None:
    with channel(Second()):
        to("1")
        to("1", channel_name="second")
        assert left({"many/1"}) == ["second 1/1"]
        assert left({"many/1", "second/1"}) == []
        assert left({"second", "many/2"}) == ["many 1/1"]


def test_a_key_without_a_receiver_is_its_own_receiver_and_none_leaves_through_the_channel(many: Many) -> None:
    make_message(channel="many", key="17", idempotency_key="whole")
    make_message(channel="many", key="", idempotency_key="none")
    assert left({"many/17"}) == ["none"]
    assert (registry.circuit_of("many", "17"), registry.circuit_of("many", "")) == ("many/17", "many")


def test_what_may_leave_is_asked_for_in_one_query_however_many_are_closed(many: Many) -> None:
    for number in range(6):
        to(str(number))
    with CaptureQueriesContext(connection) as asked:
        assert left({f"many/{number}" for number in range(5)} | {"other", "else/1"}) == ["many 5/1"]
    assert len(asked) == 1


def test_a_round_knows_what_is_due_of_a_channel(driver: RecordingDriver, admin: User) -> None:
    assert not Round().has_due("test")
    later = make_message(next_attempt_at=timezone.now() + timedelta(hours=1))
    assert not Round().has_due("test")
    OutboxMessage.objects.filter(pk=later.pk).update(next_attempt_at=timezone.now() - PAST)
    assert Round().has_due("test")
    assert not Round().has_due("many")
    circuits.pause("test", admin)
    assert not Round().has_due("test")


def test_a_lane_takes_messages_of_its_channel_alone(driver: RecordingDriver, many: Many) -> None:
    make_message(idempotency_key="a")
    to("1")
    shared = Round()
    assert shared.deliver_next("many")
    assert not shared.deliver_next("many")
    assert (many.delivered, driver.delivered) == (["many 1/1"], [])
    assert shared.deliver_next()
    assert not shared.deliver_next()
    assert (driver.delivered, shared.outcomes) == (["a"], {"sent": 2})


def test_a_receiver_with_two_calls_under_way_waits_and_the_others_go_on(many: Many) -> None:
    to("slow")
    to("quick")
    shared = Round()
    shared._under_way["many/slow"] = LANES_OF_RECEIVER
    assert shared.deliver_next("many")
    assert not shared.deliver_next("many")
    assert many.delivered == ["many quick/1"]
    shared._under_way["many/slow"] -= 1
    assert shared.deliver_next("many")
    assert many.delivered == ["many quick/1", "many slow/1"]


def test_a_channel_without_receivers_has_as_many_under_way_as_it_has_lanes(driver: RecordingDriver) -> None:
    make_message()
    shared = Round()
    shared._under_way["test"] = 50
    assert shared.deliver_next("test")
    opened("test", is_rested=True)
    make_message()
    probing = Round()
    probing._under_way["test"] = 1
    assert not probing.deliver_next("test")


def test_of_a_probed_receiver_one_is_under_way(many: Many) -> None:
    opened("many/slow", is_rested=True)
    for number in range(3):
        to("slow", number)
    shared, within = Round(), list[bool]()

    def nested(payload: dict[str, Any]) -> None:
        if not within:
            within.append(shared.deliver_next("many"))

    many.react = nested
    assert shared.deliver_next("many")
    assert within == [False]
    # It answered: the others follow, as many as ever.
    while shared.deliver_next("many"):
        pass
    assert shared.outcomes == {"sent": 3}
    assert not Circuit.objects.get().is_open


def test_a_receiver_that_was_silent_is_left_for_the_rest_of_the_round_and_counted_once(many: Many) -> None:
    for number in range(3):
        to("silent", number)
    to("well")
    many.react = lambda payload: raising(Unanswered("nobody"))(payload) if "silent" in payload["text"] else None
    assert deliver_due() == {"unanswered": 1, "sent": 1}
    assert list(Circuit.objects.values_list("channel", "failures")) == [("many/silent", 1)]


def test_silence_of_several_lanes_of_a_round_counts_once(many: Many) -> None:
    shared = Round()
    for _lane in range(2):
        shared._take("many/silent", "unanswered")
    assert shared.outcomes == {"unanswered": 2}
    assert Circuit.objects.get().failures == 1
    # An answer of the same round closes it: somebody is there after all.
    shared._take("many/silent", "sent")
    assert Circuit.objects.get().failures == 0


def test_a_message_that_dies_of_silence_still_counts_for_the_circuit(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Many, "max_attempts", 1)
    to("silent")
    many.react = raising(Unanswered("nobody"))
    assert deliver_due() == {"silence": 1}
    assert OutboxMessage.objects.get().state == State.DEAD
    assert Circuit.objects.get().failures == 1


def test_who_answers_with_an_error_was_there(many: Many) -> None:
    Circuit.objects.create(channel="many/a", failures=4)
    to("a")
    many.react = raising(ValueError("HTTP 500"))
    assert deliver_due() == {"failed": 1}
    assert Circuit.objects.get().failures == 0
    make_due()
    many.react = raising(Refused("never"))
    assert deliver_due() == {"refused": 1}
    assert Circuit.objects.get().failures == 0


def test_a_receiver_that_was_never_in_trouble_has_no_row(many: Many) -> None:
    to("a")
    with CaptureQueriesContext(connection) as asked:
        assert deliver_due() == {"sent": 1}
    assert not Circuit.objects.exists()
    assert not any("UPDATE" in query["sql"] and "outbox_circuit" in query["sql"] for query in asked.captured_queries)


def test_a_resting_receiver_is_not_called_and_a_rested_one_is_probed_once(many: Many) -> None:
    opened("many/resting")
    opened("many/rested", is_rested=True)
    for receiver in ("resting", "rested"):
        for number in range(2):
            to(receiver, number)
    many.react = raising(Unanswered("nobody"))
    assert deliver_due() == {"unanswered": 1}
    found = {circuit.channel: circuit for circuit in Circuit.objects.all()}
    assert (found["many/resting"].failures, found["many/rested"].failures) == (5, 6)
    assert all(circuit.is_resting(timezone.now()) for circuit in found.values())


def test_two_workers_have_one_probe_of_a_receiver_between_them(many: Many) -> None:
    opened("many/a", is_rested=True)
    to("a")
    first, second = Round(), Round()
    assert (first.has_due("many"), second.has_due("many")) == (True, False)


def test_a_whole_channel_away_closes_all_its_receivers(many: Many) -> None:
    to("a")
    to("b")
    opened("many")
    assert deliver_due() == {}
    Circuit.objects.all().delete()
    assert deliver_due() == {"sent": 2}


def test_one_receiver_is_paused_and_the_others_hear_on(many: Many, admin: User) -> None:
    assert circuits.pause("many/a", admin)
    to("a")
    to("b")
    assert deliver_due() == {"sent": 1}
    assert circuits.resume("many/a")
    assert deliver_due() == {"sent": 1}
    with pytest.raises(UnknownChannel):
        circuits.pause("nobody/a", admin)


def test_the_figures_are_of_channels_and_not_of_receivers(many: Many) -> None:
    opened("many/a")
    to("a")
    found = {one.channel: one for one in standings()}
    assert "many/a" not in found
    assert (found["many"].circuit, found["many"].waiting) == (None, 1)


def test_receivers_of_a_channel_without_a_breaker_are_called_on(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Many, "opens_after", 0)
    to("a")
    many.react = raising(Unanswered("nobody"))
    for _round in range(7):
        make_due()
        assert deliver_due() == {"unanswered": 1}
    assert not Circuit.objects.exists()


def test_a_driver_that_falls_out_of_its_call_leaves_its_place_free(many: Many) -> None:
    class Killed(BaseException):
        pass

    for number in range(2):
        to("a", number)
    shared = Round()
    many.react = raising(Killed())
    for _time in range(3):
        with pytest.raises(Killed):
            shared.deliver_next("many")
    many.react = lambda payload: None
    assert shared.deliver_next("many")
    assert shared.deliver_next("many")
    assert shared.outcomes == {"sent": 2}


def test_a_message_of_a_channel_that_nobody_serves_dies_with_its_reason(driver: RecordingDriver) -> None:
    make_message(channel="gone", idempotency_key="x", key="1/A")
    make_message(idempotency_key="a")
    assert deliver_due() == {"gave_up": 1, "sent": 1}
    dead = OutboxMessage.objects.get(channel="gone")
    assert (dead.state, "UnknownChannel" in dead.last_error) == (State.DEAD, True)
    assert not Circuit.objects.exists()


class Noting(RecordingDriver):
    """A channel that notes its tries."""

    notes_tries = True


def test_a_worker_that_was_overtaken_tells_nothing_about_the_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    """It called nobody: that another worker took over is no answer of the other side."""
    Circuit.objects.create(channel="test", failures=4)
    with channel(Noting()):
        make_message(idempotency_key="a")
        monkeypatch.setattr(attempts, "hand_over_noted", lambda _messages, *, is_again: ["passed_on"])
        assert Round().deliver_next("test")
    assert Circuit.objects.get().failures == 4


def test_a_noted_try_through_a_receiver_closes_its_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Noting, "has_receivers", True)
    Circuit.objects.create(channel="test/7", failures=3)
    Circuit.objects.create(channel="test/8", failures=3)
    with channel(Noting()) as noting:
        make_message(key="7/A", idempotency_key="a")
        assert deliver_due() == {"sent": 1}
        assert noting.delivered == ["a"]  # type: ignore[attr-defined]
    assert dict(Circuit.objects.values_list("channel", "failures")) == {"test/7": 0, "test/8": 3}


@pytest.mark.parametrize("error", [Unreachable("down"), Unanswered("down")])
def test_what_waits_for_a_channel_is_not_blamed_and_what_waits_for_a_receiver_is(many: Many, error: Exception) -> None:
    message = to("a")
    many.react = raising(error)
    deliver_due()
    message.refresh_from_db()
    assert message.attempts == int(isinstance(error, Unanswered))
    assert (message.state, str(error) in message.last_error) == (State.WAITING, True)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    receivers=st.lists(st.sampled_from("abc"), min_size=1, max_size=8),
    silent=st.sets(st.sampled_from("abc")),
    rounds=st.integers(1, 7),
)
def test_the_silent_cost_the_others_nothing(many: Many, receivers: list[str], silent: set[str], rounds: int) -> None:
    OutboxMessage.objects.all().delete()
    Circuit.objects.all().delete()
    many.delivered.clear()
    for number, receiver in enumerate(receivers):
        to(receiver, number)
    calls: list[str] = []

    def react(payload: dict[str, Any]) -> None:
        receiver = payload["text"].removeprefix("many ")[0]
        if receiver in silent:
            calls.append(receiver)
            raise Unanswered("nobody")

    many.react = react
    for _round in range(rounds):
        make_due()
        deliver_due()
    well = [f"many {receiver}/{number}" for number, receiver in enumerate(receivers) if receiver not in silent]
    assert sorted(many.delivered) == sorted(well)
    named = silent & set(receivers)
    # One call a round to each that is silent, and none once its circuit opened.
    assert {receiver: calls.count(receiver) for receiver in named} == dict.fromkeys(named, min(rounds, 5))
    assert {circuit.channel for circuit in Circuit.objects.all()} == {f"many/{receiver}" for receiver in named}
    assert all(circuit.is_open == (rounds >= 5) for circuit in Circuit.objects.all())
