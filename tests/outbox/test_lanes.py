"""Messages of different keys leave side by side: in order for each key, and no channel or receiver slows another."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from kombu.exceptions import OperationalError as BrokerAway

from portal.accounts.models import User
from portal.outbox import circuits, lanes, tasks
from portal.outbox.delivery import LANES_OF_RECEIVER, Round, deliver_due
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Unanswered, Unreachable
from portal.outbox.lanes import deliver_side_by_side
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

LONG = 30.0
PATIENCE = 20.0


class ManyReceivers(RecordingDriver):
    """A channel whose keys begin with a receiver; it notes how many calls each has at once."""

    channel = "many"
    has_receivers = True
    most_lanes = 8
    max_attempts = 24

    def __init__(self) -> None:
        super().__init__()
        self.now: dict[str, int] = defaultdict(int)
        self.most: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Deliver, and count who is being called meanwhile."""
        receiver = idempotency_key.partition(" ")[0]
        with self._lock:
            self.now[receiver] += 1
            self.most[receiver] = max(self.most[receiver], self.now[receiver])
        try:
            super().deliver({**payload, "receiver": receiver}, idempotency_key)
        finally:
            with self._lock:
                self.now[receiver] -= 1


class Other(RecordingDriver):
    channel = "other"


@pytest.fixture
def many() -> Iterator[ManyReceivers]:
    driver = ManyReceivers()
    with channel(driver):
        yield driver


def to(receiver: str, number: int) -> OutboxMessage:
    name = f"{receiver} {number}"
    return make_message(channel="many", key=f"{receiver}/{number}", idempotency_key=name)


def make_due() -> None:
    past = timezone.now() - timedelta(seconds=1)
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=past)


def silent(*receivers: str) -> Any:
    def react(payload: dict[str, Any]) -> None:
        if payload["receiver"] in receivers:
            raise Unanswered("nobody")

    return react


@pytest.mark.django_db(transaction=True)
def test_messages_of_different_keys_are_under_way_at_once_and_one_key_never_is(driver: RecordingDriver) -> None:
    for number in range(12):
        make_message(key=f"dossier {number % 4}", idempotency_key=f"{number % 4}-{number:02}")
    # Each call waits until three others are under way: one lane alone would wait in vain.
    together = threading.Barrier(4)

    def meet(payload: dict[str, Any]) -> None:
        together.wait(PATIENCE)

    driver.react = meet

    worked = deliver_side_by_side(4, LONG)

    assert (worked.outcomes, worked.is_dry) == ({"sent": 12}, True)
    for key in "0123":
        ours = [name for name in driver.delivered if name.startswith(key)]
        assert len(ours) == 3
        assert ours == sorted(ours)


@pytest.mark.django_db(transaction=True)
def test_a_slow_channel_holds_up_its_own_lanes_only(driver: RecordingDriver) -> None:
    others_left = threading.Event()
    make_message(idempotency_key="slow")

    def linger(payload: dict[str, Any]) -> None:
        others_left.wait(PATIENCE)

    driver.react = linger
    with channel(Other()) as other:
        for number in range(5):
            make_message(channel="other", key=f"k{number}", idempotency_key=f"o{number}")
        other.react = lambda payload: others_left.set() if payload["text"] == "o4" else None  # type: ignore[attr-defined]

        worked = deliver_side_by_side(2, LONG)

        assert others_left.is_set()
        assert worked.outcomes == {"sent": 6}


@pytest.mark.django_db(transaction=True)
def test_a_receiver_gets_some_of_the_lanes_and_never_all(many: ManyReceivers) -> None:
    for number in range(6):
        to("slow", number)
    for number in range(3):
        to("quick", number)
    quick_done = threading.Event()

    def react(payload: dict[str, Any]) -> None:
        if payload["receiver"] == "slow":
            assert quick_done.wait(PATIENCE)
        elif payload["text"] == "quick 2":
            quick_done.set()

    many.react = react
    worked = deliver_side_by_side(4, LONG)
    assert worked.outcomes == {"sent": 9}
    assert many.most["slow"] <= LANES_OF_RECEIVER


@pytest.mark.django_db(transaction=True)
def test_of_an_open_circuit_one_message_probes_however_many_lanes_there_are(driver: RecordingDriver) -> None:
    for number in range(6):
        make_message(key=f"k{number}", idempotency_key=str(number))
    past = timezone.now() - timedelta(seconds=1)
    Circuit.objects.create(channel="test", failures=5, opened_at=past, open_until=past)
    calls: list[str] = []

    def away(payload: dict[str, Any]) -> None:
        calls.append(payload["text"])
        raise Unreachable("still away")

    driver.react = away
    assert deliver_side_by_side(4, LONG).outcomes == {"unreachable": 1}
    assert len(calls) == 1
    assert Circuit.objects.get().failures == 6


@pytest.mark.django_db(transaction=True)
def test_when_its_time_is_over_a_run_ends_and_says_that_there_is_more(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a")
    worked = deliver_side_by_side(2, 0.0)
    assert (worked.outcomes, worked.is_dry) == ({}, False)
    assert deliver_side_by_side(2, LONG).outcomes == {"sent": 1}
    assert deliver_side_by_side(2, LONG) == lanes.Worked(outcomes={}, is_dry=True)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_ends_the_lanes_and_is_not_kept_quiet(
    driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_message(idempotency_key="a")

    def gone(*_arguments: Any) -> bool:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(Round, "deliver_next", gone)
        with pytest.raises(OperationalError):
            deliver_side_by_side(2, LONG)
    assert deliver_side_by_side(2, LONG).outcomes == {"sent": 1}


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.integers(1, 40))
def test_lanes_are_dealt_out_fairly(channels: list[str], number: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "most_lanes", lambda name: 8 if name == "a" else 4)
        shares = lanes._shares(channels, number)
        wanted = sum(registry.most_lanes(name) for name in channels)
    assert list(shares) == channels
    assert all(share >= 1 for share in shares.values())
    assert sum(shares.values()) == min(max(number, len(channels)), wanted)
    assert not shares or max(shares.values()) - min(shares.values()) <= 1 or number > 4 * len(channels)


@pytest.mark.django_db
def test_a_dead_receiver_is_left_alone_after_five_calls_and_the_others_are_not(many: ManyReceivers) -> None:
    many.react = silent("dead")
    for number in range(2):
        to("dead", number)
    for _round in range(5):
        make_due()
        # One call a round, though two messages are due.
        assert deliver_due()["unanswered"] == 1
    to("well", 1)
    make_due()

    assert deliver_due() == {"sent": 1}
    circuit = Circuit.objects.get()
    assert (circuit.channel, circuit.failures, circuit.is_open) == ("many/dead", 5, True)
    # Blamed, unlike what waits for a channel: a receiver may never come back, and its messages must end some day.
    assert sum(OutboxMessage.objects.filter(state=State.WAITING).values_list("attempts", flat=True)) == 5


@pytest.mark.django_db
def test_a_receiver_that_answers_again_gets_everything(many: ManyReceivers) -> None:
    many.react = silent("dead")
    for number in range(3):
        to("dead", number)
    for _round in range(5):
        make_due()
        deliver_due()
    many.react = lambda payload: None
    Circuit.objects.update(open_until=timezone.now() - timedelta(seconds=1))
    make_due()
    # The first probes, and lets the others follow in the same round.
    assert deliver_due() == {"sent": 3}
    assert list(Circuit.objects.values_list("failures", "open_until")) == [(0, None)]


@pytest.mark.django_db
def test_a_message_that_nobody_ever_answered_dies_at_last(many: ManyReceivers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ManyReceivers, "opens_after", 0)
    monkeypatch.setattr(ManyReceivers, "max_attempts", 3)
    many.react = silent("dead")
    to("dead", 1)
    outcomes = []
    for _round in range(ManyReceivers.max_attempts):
        make_due()
        outcomes += list(deliver_due())
    assert outcomes == ["unanswered", "unanswered", "silence"]
    assert OutboxMessage.objects.get().state == State.DEAD


def test_the_circuit_of_a_message(driver: RecordingDriver) -> None:
    with channel(ManyReceivers()):
        named = {("many", "17/A"): "many/17", ("many", ""): "many", ("test", "17/A"): "test", ("gone", "1/A"): "gone"}
        assert {pair: registry.circuit_of(*pair) for pair in named} == named
        assert (registry.opens_after("many/17"), registry.opens_after("gone/1")) == (5, 0)
        assert (registry.most_lanes("many"), registry.most_lanes("gone")) == (8, 1)


@pytest.mark.django_db
def test_who_pauses_a_channel_pauses_all_its_receivers(many: ManyReceivers) -> None:
    to("a", 1)
    to("b", 1)
    Circuit.objects.create(channel="many/a", failures=3)

    admin = User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")
    circuits.pause("many", admin)
    assert deliver_due() == {}
    circuits.resume("many")
    assert deliver_due() == {"sent": 2}


@pytest.mark.django_db(transaction=True)
def test_the_task_calls_for_its_next_run_while_there_is_more(
    driver: RecordingDriver, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, Any]] = []
    settings.OUTBOX_LANES = 3
    monkeypatch.setattr(tasks.deliver_outbox, "apply_async", lambda **options: calls.append(options))
    make_message(idempotency_key="a")
    monkeypatch.setattr(tasks, "SECONDS", 0.0)
    assert tasks.deliver_outbox() == {}
    assert calls == [{"expires": 0.0, "retry": False}]

    monkeypatch.setattr(tasks, "SECONDS", LONG)
    assert tasks.deliver_outbox() == {"sent": 1}
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_the_next_run_and_nothing_else(
    driver: RecordingDriver, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_options: Any) -> None:
        raise BrokerAway("no route")

    settings.OUTBOX_LANES = 3
    monkeypatch.setattr(tasks, "SECONDS", 0.0)
    monkeypatch.setattr(tasks.deliver_outbox, "apply_async", away)
    make_message(idempotency_key="a")
    assert tasks.deliver_outbox() == {}
    assert OutboxMessage.objects.get().state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_the_command_drains_the_outbox_as_a_worker_does(driver: RecordingDriver, settings: LazySettings) -> None:
    settings.OUTBOX_LANES = 2
    for number in range(3):
        make_message(key=str(number), idempotency_key=str(number))
    out = StringIO()
    call_command("deliver_outbox", until_dry=True, stdout=out)
    assert out.getvalue() == "sent: 3\n"
    assert sorted(driver.delivered) == ["0", "1", "2"]
