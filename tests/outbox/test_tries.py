"""Rules proved: what is written on a message after one try, whatever the channel did, and what is undone with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.outbox import attempts
from portal.outbox.delivery import Round, deliver_due
from portal.outbox.drivers.base import Declined, Postponed, Refused, Unanswered, Unreachable
from portal.outbox.models import Circuit, OutboxMessage, State
from portal.outbox.storable import storable, storable_json
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db
LATER = timezone.now().replace(microsecond=0) + timedelta(days=2)


class Writing(RecordingDriver):
    """Writes a row at each try, and keeps what failed in another."""

    notes_tries = True

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        Group.objects.create(name=f"tried {idempotency_key}")
        super().deliver(payload, idempotency_key)

    def most_together(self) -> int:
        return 5

    def deliver_together(self, payloads: Sequence[dict[str, Any]]) -> None:
        for payload in payloads:
            Group.objects.create(name=f"together {payload['text']}")
            self.react(payload)

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        Group.objects.create(name=f"failed {payload['text']}: {error}")


@pytest.fixture
def writing() -> Iterator[Writing]:
    driver = Writing()
    with channel(driver):
        yield driver


def raising(error: BaseException) -> Any:
    def react(_payload: dict[str, Any]) -> None:
        raise error

    return react


def make_due() -> None:
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def kept() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


def the_message() -> OutboxMessage:
    return OutboxMessage.objects.get()


# -- what may leave only later


def test_what_waits_for_its_hour_is_not_blamed_and_comes_back_then(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a")
    driver.react = raising(Postponed(LATER))
    assert deliver_due() == {"postponed": 1}
    message = the_message()
    assert (message.state, message.attempts, message.next_attempt_at) == (State.WAITING, 0, LATER)
    assert message.last_error.startswith("Postponed: waits until ") and message.finished_at is None
    assert deliver_due() == {}

    driver.react = lambda _payload: None
    make_due()
    assert deliver_due() == {"sent": 1}
    message = the_message()
    assert (message.attempts, message.last_error) == (1, "")


def test_later_ones_of_its_key_wait_for_it_and_others_go_on(driver: RecordingDriver) -> None:
    for name, key in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        make_message(idempotency_key=name, key=key)
    driver.react = lambda payload: raising(Postponed(LATER))(payload) if payload["text"] == "a1" else None
    assert deliver_due() == {"postponed": 1, "sent": 1}
    assert driver.delivered == ["b1"]
    driver.react = lambda _payload: None
    make_due()
    deliver_due()
    assert driver.delivered == ["b1", "a1", "a2"]


def test_it_says_nothing_of_whether_anybody_is_there(driver: RecordingDriver) -> None:
    """Nobody was called: neither a count of silence nor an open circuit changes."""
    Circuit.objects.create(channel="test", failures=3)
    make_message(idempotency_key="a")
    driver.react = raising(Postponed(LATER))
    deliver_due()
    assert Circuit.objects.get().failures == 3

    past = timezone.now() - timedelta(seconds=1)
    Circuit.objects.update(failures=5, opened_at=past, open_until=past)
    make_due()
    assert deliver_due() == {"postponed": 1}
    circuit = Circuit.objects.get()
    assert (circuit.failures, circuit.is_open) == (5, True)


def test_among_several_of_a_call_the_one_that_waits_holds_up_none(writing: Writing) -> None:
    for name in "abc":
        make_message(idempotency_key=name, key=name)
    writing.react = lambda payload: raising(Postponed(LATER))(payload) if payload["text"] == "b" else None
    assert deliver_due() == {"parted": 3, "sent": 2, "postponed": 1}
    waiting = OutboxMessage.objects.get(state=State.WAITING)
    assert (waiting.idempotency_key, waiting.attempts, waiting.next_attempt_at) == ("b", 0, LATER)
    assert kept() == ["tried a", "tried c"]


# -- what a try wrote


@pytest.mark.parametrize("error", [Refused("no"), Unreachable("away"), Unanswered("silence"), ValueError("busy")])
def test_what_a_failed_try_wrote_is_undone_and_what_is_kept_of_it_stands(writing: Writing, error: Exception) -> None:
    make_message(idempotency_key="a")
    writing.react = raising(error)
    deliver_due()
    assert kept() == [f"failed a: {error}"]
    assert the_message().last_error == f"{type(error).__name__}: {error}"


def test_what_a_try_wrote_that_went_well_stands(writing: Writing) -> None:
    make_message(idempotency_key="a")
    deliver_due()
    assert kept() == ["tried a"]


@pytest.mark.parametrize("error", [Unreachable("away"), Declined("too many calls")])
def test_of_a_call_that_nobody_answered_each_message_is_kept_and_nothing_that_it_wrote(
    writing: Writing, error: Exception
) -> None:
    for name in "ab":
        make_message(idempotency_key=name, key=name)
    writing.react = raising(error)
    assert Round().deliver_next()
    assert kept() == [f"failed a: {error}", f"failed b: {error}"]


def test_of_a_call_that_went_wrong_nothing_is_kept_before_it_is_known_whose_fault_it_was(writing: Writing) -> None:
    for name in "ab":
        make_message(idempotency_key=name, key=name)
    writing.react = raising(ValueError("who?"))
    assert Round().deliver_next()
    assert kept() == []
    assert set(OutboxMessage.objects.values_list("attempts", "last_error")) == {(0, "ValueError: who?")}


def test_a_postponed_message_is_no_failure_to_be_kept(writing: Writing) -> None:
    make_message(idempotency_key="a")
    writing.react = raising(Postponed(LATER))
    deliver_due()
    assert kept() == []


# -- when it gives up, and how long it waits


def test_the_last_try_says_whether_there_was_an_answer_at_all(driver: RecordingDriver) -> None:
    for error, outcome in ((ValueError("500"), "gave_up"), (Unanswered("no answer"), "silence")):
        OutboxMessage.objects.all().delete()
        Circuit.objects.all().delete()
        make_message(attempts=driver.max_attempts - 1)
        driver.react = raising(error)
        assert deliver_due() == {outcome: 1}
        message = the_message()
        assert (message.state, message.attempts) == (State.DEAD, driver.max_attempts)
        assert message.finished_at is not None


def test_who_is_away_kills_no_message_however_often_it_was_tried(driver: RecordingDriver) -> None:
    make_message(attempts=driver.max_attempts)
    driver.react = raising(Unreachable("away"))
    before = timezone.now()
    assert deliver_due() == {"unreachable": 1}
    message = the_message()
    assert (message.state, message.attempts) == (State.WAITING, driver.max_attempts)
    assert message.next_attempt_at <= before + attempts.LONGEST_PAUSE_UNREACHABLE + timedelta(seconds=5)


@given(st.integers(1, 10_000))
def test_a_pause_keeps_to_the_longest_that_it_is_given(attempt: int) -> None:
    longest = attempts.LONGEST_PAUSE_UNREACHABLE
    pause = attempts.pause_before(attempt, longest)
    assert min(attempts.FIRST_PAUSE * 2 ** min(attempt - 1, 5), longest) / 2 <= pause <= longest


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[]), max_size=30), st.integers(1, 400))
def test_whatever_another_system_says_can_be_kept_and_is_cut(driver: RecordingDriver, said: str, times: int) -> None:
    OutboxMessage.objects.all().delete()
    make_message()
    driver.react = raising(ValueError(said * times))
    deliver_due()
    wrote = the_message().last_error
    assert wrote == storable(f"ValueError: {said * times}")[:2000]


_words = st.text(st.sampled_from("aế\x00\ud800\udfff😀"), max_size=4)
_values = st.none() | st.integers() | _words


@given(_values | st.lists(_values, max_size=3) | st.dictionaries(_words, st.lists(_values, max_size=2), max_size=3))
def test_a_json_value_of_others_keeps_its_shape_and_loses_what_no_database_takes(value: Any) -> None:
    kept_value = storable_json(value)
    assert storable_json(kept_value) == kept_value
    if isinstance(value, list):
        assert len(kept_value) == len(value)
    elif not isinstance(value, str | dict):
        assert kept_value == value
    repr(kept_value).encode()


def test_the_log_line_says_how_it_went_and_how_long_it_waited(
    driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []

    class Log:
        def info(self, event: str, **more: Any) -> None:
            told.append({"event": event, **more})

    monkeypatch.setattr(attempts, "log", Log())
    message = make_message(idempotency_key="Nguyễn Thị Lan", created_at=timezone.now() - timedelta(hours=1))
    driver.react = raising(ValueError("Nguyễn Thị Lan, 0901 234 567"))
    deliver_due()
    [line] = told
    assert {name: line[name] for name in ("event", "outcome", "channel", "message")} == {
        "event": "outbox_attempt", "outcome": "failed", "channel": "test", "message": message.pk,
    }  # fmt: skip
    assert 3600 <= line["waited_seconds"] < 3700
    assert "Lan" not in str(line)
