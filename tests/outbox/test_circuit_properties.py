"""The breaker as a machine: whatever is answered, paused or resumed in whatever order, it does what its rules say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.outbox import circuits
from portal.outbox.attempts import FIRST_PAUSE, LONGEST_PAUSE_UNREACHABLE, pause_before
from portal.outbox.delivery import deliver_due
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, make_message

pytestmark = pytest.mark.django_db

LIMIT = RecordingDriver.opens_after
#: "rest": the rest of an open circuit is over; the others are what becomes of the next call, or what people do.
WEATHER = st.lists(st.sampled_from(["away", "away", "away", "well", "busy", "rest", "pause", "resume"]), max_size=18)


@pytest.fixture
def admin() -> User:
    return User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")


class Model:
    """What the rules say of one channel."""

    def __init__(self) -> None:
        self.failures, self.is_paused, self.is_resting = 0, False, False

    @property
    def is_called(self) -> bool:
        return not (self.is_paused or self.is_resting)

    def take(self, what: str) -> None:
        if what == "pause":
            self.is_paused = True
        elif what == "resume" and self.is_paused:
            self.is_paused, self.failures, self.is_resting = False, 0, False
        elif what == "rest":
            self.is_resting = False
        elif what == "away" and self.is_called:
            self.failures += 1
            self.is_resting = self.failures >= LIMIT
        elif what in ("well", "busy") and self.is_called:
            self.failures = 0


class Channel:
    """The channel itself, with something to send in every round."""

    def __init__(self, driver: RecordingDriver, admin: User) -> None:
        self.driver, self.admin, self.calls, self.coming = driver, admin, 0, "well"
        driver.react = self.react

    def react(self, payload: dict[str, Any]) -> None:
        self.calls += 1
        if self.coming != "well":
            raise Unreachable("nobody") if self.coming == "away" else ValueError("busy")

    def take(self, what: str) -> None:
        if what == "pause":
            circuits.pause("test", self.admin)
        elif what == "resume":
            circuits.resume("test")
        elif what == "rest":
            Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))
        else:
            self.coming = what
            OutboxMessage.objects.all().delete()
            make_message()
            deliver_due()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WEATHER)
def test_a_channel_is_called_just_when_its_rules_let_it_be(
    driver: RecordingDriver, admin: User, weather: list[str]
) -> None:
    Circuit.objects.all().delete()
    model, true = Model(), Channel(driver, admin)
    for what in weather:
        calls, may_call = true.calls, model.is_called and what in ("away", "well", "busy")
        true.take(what)
        model.take(what)
        circuit = Circuit.objects.filter(channel="test").first() or Circuit(channel="test")
        assert true.calls - calls == may_call, weather
        assert (circuit.failures, circuit.is_paused) == (model.failures, model.is_paused), weather
        assert circuit.is_resting(timezone.now()) == model.is_resting, weather
        assert (circuit.opened_at is not None) == circuit.is_open == (model.failures >= LIMIT), weather


def opened(driver: RecordingDriver) -> None:
    """Nobody answered as often as it takes."""

    def away(payload: dict[str, Any]) -> None:
        raise Unreachable("nobody")

    driver.react = away
    for _call in range(LIMIT):
        circuits.fail("test")


def rested() -> None:
    Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))


class Killed(BaseException):
    """The worker dies here."""


def test_a_worker_that_dies_in_its_probe_keeps_the_channel_closed_no_longer_than_a_probe(
    driver: RecordingDriver,
) -> None:
    opened(driver)
    make_message(idempotency_key="a")
    rested()

    def die(payload: dict[str, Any]) -> None:
        raise Killed

    driver.react = die
    with pytest.raises(Killed):
        deliver_due()
    circuit = Circuit.objects.get()
    assert circuit.failures == LIMIT
    assert circuit.open_until is not None
    assert timezone.now() < circuit.open_until <= timezone.now() + circuits.PROBE
    assert deliver_due() == {}

    driver.react = lambda payload: None
    rested()
    assert deliver_due() == {"sent": 1}
    assert Circuit.objects.get().failures == 0


def test_since_when_a_channel_is_silent_is_kept_through_all_its_probes(driver: RecordingDriver) -> None:
    opened(driver)
    Circuit.objects.update(opened_at=timezone.now() - timedelta(hours=3))
    since = Circuit.objects.get().opened_at
    for _probe in range(3):
        circuits.fail("test")
    assert Circuit.objects.get().opened_at == since
    circuits.close("test")
    circuit = Circuit.objects.get()
    assert (circuit.failures, circuit.opened_at, circuit.open_until) == (0, None, None)


def test_a_message_that_arrives_while_people_pause_does_not_lift_their_pause(
    driver: RecordingDriver, admin: User
) -> None:
    make_message(idempotency_key="a")
    circuits.fail("test")

    def pausing(payload: dict[str, Any]) -> None:
        circuits.pause("test", admin)

    driver.react = pausing
    assert deliver_due() == {"sent": 1}
    circuit = Circuit.objects.get()
    assert (circuit.is_paused, circuit.paused_by, circuit.failures) == (True, admin, 0)
    make_message(idempotency_key="b")
    assert deliver_due() == {}


def test_what_is_refused_while_a_circuit_is_open_closes_it_for_somebody_answered(driver: RecordingDriver) -> None:
    opened(driver)
    rested()
    make_message(idempotency_key="a")

    def refuse(payload: dict[str, Any]) -> None:
        raise Refused("never")

    driver.react = refuse
    assert deliver_due() == {"refused": 1}
    assert Circuit.objects.get().failures == 0


def test_a_channel_that_is_gone_has_no_circuit_and_ends_no_round() -> None:
    circuits.fail("gone")
    circuits.close("gone")
    assert not circuits.resume("gone")
    assert not Circuit.objects.exists()


def test_a_round_sends_no_more_than_it_was_asked_and_nothing_of_a_paused_channel(
    driver: RecordingDriver, admin: User
) -> None:
    for number in range(4):
        make_message(idempotency_key=str(number))
    assert deliver_due(3) == {"sent": 3}
    assert deliver_due(0) == {}
    circuits.pause("test", admin)
    assert deliver_due() == {}
    assert OutboxMessage.objects.filter(state=State.WAITING).count() == 1


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_message_of_a_silent_channel_waits_a_minute_at_most_and_never_less_than_five_seconds(
    attempt: int, later: int
) -> None:
    pause = pause_before(attempt, LONGEST_PAUSE_UNREACHABLE)
    assert FIRST_PAUSE / 2 <= pause <= LONGEST_PAUSE_UNREACHABLE
    # Chance takes half at most: a pause four times as long in whole is never the shorter one.
    assert pause_before(attempt) <= pause_before(attempt + later + 1) or pause_before(attempt) >= timedelta(minutes=30)


@pytest.mark.parametrize("words", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize("kind", [Refused, Unreachable, ValueError])
def test_an_error_with_signs_that_no_database_keeps_stops_nobody_else(
    driver: RecordingDriver, kind: type[Exception], words: str
) -> None:
    """A row that can't be written would be tried first by every round, and end it each time."""

    def strange(payload: dict[str, Any]) -> None:
        if payload["text"] == "strange":
            raise kind(words)

    driver.react = strange
    strange_one = make_message(idempotency_key="strange")
    make_message(idempotency_key="next")
    deliver_due()
    strange_one.refresh_from_db()
    assert strange_one.last_error == f"{kind.__name__}: ab"
    assert driver.delivered == ([] if kind is Unreachable else ["next"])
