"""Messages that leave in one call: what goes together, and what becomes of each when the call goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.outbox import attempts
from portal.outbox.delivery import Round, deliver_due, retry
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Declined, Refused, Unanswered, Unreachable
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message
from tests.outbox.test_delivery import make_due

pytestmark = pytest.mark.django_db


class Carrying(RecordingDriver):
    """Carries five messages a call; whatever is marked as spoilt is refused, alone or in company."""

    notes_tries = True
    dead_blocks_key = True
    max_attempts = 3

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[str]] = []
        self.again: list[str] = []
        self.react_together: Callable[[Sequence[str]], None] = lambda names: None

    def most_together(self) -> int:
        return 5

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        self.calls.append([idempotency_key])
        super().deliver(payload, idempotency_key)

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        self.again.append(idempotency_key)
        self.deliver(payload, idempotency_key)

    def deliver_together(self, payloads: Sequence[dict[str, Any]]) -> None:
        names = [payload["text"] for payload in payloads]
        self.calls.append(names)
        self.react_together(names)
        self.delivered += names


@pytest.fixture
def carrying() -> Iterator[Carrying]:
    driver = Carrying()
    with channel(driver):
        yield driver


def write(*names: str, key: str | None = None) -> list[OutboxMessage]:
    """Messages of as many keys, or all of one, due one after the other."""
    start = timezone.now() - timedelta(minutes=1)
    return [
        make_message(
            idempotency_key=name,
            key=name if key is None else key,
            next_attempt_at=start + timedelta(milliseconds=number),
        )
        for number, name in enumerate(names)
    ]


def raising(error: BaseException) -> Any:
    def react(_told: Any) -> None:
        raise error

    return react


def states() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("idempotency_key", "state"))


def test_the_oldest_leave_together_as_many_as_one_call_carries(carrying: Carrying) -> None:
    write(*"abcdefg")
    assert deliver_due() == {"sent": 7}
    assert carrying.calls == [["a", "b", "c", "d", "e"], ["f", "g"]]
    assert set(OutboxMessage.objects.values_list("state", "attempts", "last_error")) == {(State.SENT, 1, "")}
    assert not OutboxMessage.objects.filter(finished_at=None).exists()


def test_what_became_of_a_call_is_written_in_as_many_statements_however_many_it_carried(carrying: Carrying) -> None:
    def written(names: str) -> int:
        write(*names)
        with CaptureQueriesContext(connection) as captured:
            deliver_due(1)
        return sum(query["sql"].startswith("UPDATE") for query in captured)

    assert written("ab") == written("cdefg")
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert len(set(OutboxMessage.objects.filter(key__in="cdefg").values_list("finished_at", flat=True))) == 1


def test_one_that_is_alone_leaves_as_ever(carrying: Carrying) -> None:
    write("a")
    assert deliver_due() == {"sent": 1}
    assert (carrying.calls, carrying.again) == ([["a"]], [])


def test_of_one_key_only_the_first_is_in_a_call(carrying: Carrying) -> None:
    write("a1", "a2", "a3", key="a")
    write("b1", "b2", key="b")
    assert deliver_due() == {"sent": 5}
    assert carrying.calls == [["a1", "b1"], ["a2", "b2"], ["a3"]]


def test_messages_of_other_channels_do_not_come_along(carrying: Carrying) -> None:
    class Other(RecordingDriver):
        channel = "other"

    with channel(Other()) as other:
        write("a", "b")
        make_message(channel="other", idempotency_key="o", next_attempt_at=timezone.now() - timedelta(hours=1))
        assert deliver_due() == {"sent": 3}
        assert other.delivered == ["o"]  # type: ignore[attr-defined]
    assert carrying.calls == [["a", "b"]]


def test_what_is_not_due_yet_does_not_come_along(carrying: Carrying) -> None:
    write("a", "b")
    make_message(idempotency_key="later", key="later", next_attempt_at=timezone.now() + timedelta(hours=1))
    assert deliver_due() == {"sent": 2}
    assert states()["later"] == State.WAITING


def test_a_channel_that_does_not_note_tries_carries_one_whatever_it_says(
    carrying: Carrying, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a call that went wrong nobody could tell which of them had arrived."""
    monkeypatch.setattr(Carrying, "notes_tries", False)
    write("a", "b")
    assert deliver_due() == {"sent": 2}
    assert carrying.calls == [["a"], ["b"]]
    assert (registry.most_together("test"), registry.most_together("nobody")) == (1, 1)


@pytest.mark.parametrize("error", [Refused("one is malformed"), ValueError("busy"), Unanswered("silence")])
def test_after_a_call_that_went_wrong_each_leaves_by_itself_and_is_looked_for_first(
    carrying: Carrying, error: Exception
) -> None:
    write("a", "b", "c")
    carrying.react_together = raising(error)
    assert deliver_due() == {"parted": 3, "sent": 3}
    assert carrying.calls == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert carrying.again == ["a", "b", "c"]
    assert set(OutboxMessage.objects.values_list("attempts", "last_error")) == {(1, "")}


def test_one_that_is_refused_dies_alone_and_holds_back_its_own_key(carrying: Carrying) -> None:
    write("a", "spoilt", "c")
    write("after", key="spoilt")
    carrying.react_together = lambda names: raising(Refused("spoilt"))(names) if "spoilt" in names else None
    carrying.react = lambda payload: raising(Refused("no such unit"))(payload) if payload["text"] == "spoilt" else None

    assert deliver_due() == {"parted": 3, "sent": 2, "refused": 1}
    assert states() == {"a": State.SENT, "c": State.SENT, "spoilt": State.DEAD, "after": State.WAITING}
    dead = OutboxMessage.objects.get(state=State.DEAD)
    assert (dead.last_error, dead.attempts) == ("Refused: no such unit", 1)

    carrying.react_together, carrying.react = lambda names: None, lambda payload: None
    retry(OutboxMessage.objects.all())
    assert deliver_due() == {"sent": 2}
    assert carrying.delivered[-2:] == ["spoilt", "after"]


def test_while_nobody_is_there_all_of_a_call_wait_and_none_is_blamed(carrying: Carrying) -> None:
    write(*"abc")
    carrying.react_together = raising(Unreachable("down"))
    assert deliver_due() == {"unreachable": 3}
    assert set(OutboxMessage.objects.values_list("state", "attempts", "last_error")) == {
        (State.WAITING, 0, "Unreachable: down")
    }
    # One call that nobody answered, however much it carried.
    assert Circuit.objects.get().failures == 1

    make_due()
    carrying.react = raising(Unreachable("down"))
    assert deliver_due() == {"unreachable": 1}
    assert carrying.calls[-1] == ["a"]


def test_what_a_busy_receiver_declined_comes_back_as_if_it_had_never_been_tried(carrying: Carrying) -> None:
    write("a", "b", "c")
    carrying.react_together = raising(Declined("too many calls"))
    assert deliver_due() == {"unreachable": 3}
    assert set(OutboxMessage.objects.values_list("state", "attempts", "tried_at")) == {(State.WAITING, 0, None)}
    # It is left alone for a while, as one that is away.
    assert Circuit.objects.get().failures == 1

    carrying.react_together = lambda names: None
    make_due()
    assert deliver_due() == {"sent": 3}
    assert (carrying.calls, carrying.again) == ([["a", "b", "c"]] * 2, [])


def test_what_may_have_arrived_before_is_looked_for_though_a_later_try_was_declined(carrying: Carrying) -> None:
    write("a")
    for error in (ValueError("lost"), Declined("too many calls")):
        carrying.react = raising(error)
        deliver_due()
        make_due()
    assert OutboxMessage.objects.get().tried_at is not None
    carrying.react = lambda payload: None
    assert deliver_due() == {"sent": 1}
    assert carrying.again == ["a", "a"]


def test_a_call_that_was_answered_closes_the_circuit(carrying: Carrying) -> None:
    Circuit.objects.create(channel="test", failures=3)
    write("a", "b")
    assert deliver_due() == {"sent": 2}
    assert Circuit.objects.get().failures == 0


def test_an_open_circuit_is_asked_with_one_message_and_then_all_follow(carrying: Carrying) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Circuit.objects.create(channel="test", failures=5, opened_at=past, open_until=past)
    write(*"abcd")
    assert deliver_due() == {"sent": 4}
    assert carrying.calls == [["a"], ["b", "c", "d"]]


class Killed(BaseException):
    """The worker dies here."""


def test_a_worker_that_dies_in_a_call_leaves_word_on_all_it_carried(carrying: Carrying) -> None:
    write("a", "b")
    carrying.react_together = raising(Killed())
    with pytest.raises(Killed):
        deliver_due()
    assert not OutboxMessage.objects.filter(tried_at=None).exists()
    # They may be under way still: nobody begins them at once.
    assert deliver_due() == {}

    make_due()
    assert deliver_due() == {"sent": 2}
    assert carrying.again == ["a", "b"]


def test_what_another_worker_took_over_meanwhile_is_left_to_it(
    carrying: Carrying, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a", "b", "c")
    true = attempts.note_tries

    def lose_one(messages: Sequence[OutboxMessage]) -> bool:
        again = true(messages)
        OutboxMessage.objects.filter(idempotency_key="b").update(tried_at=timezone.now() + timedelta(seconds=1))
        return again

    monkeypatch.setattr(attempts, "note_tries", lose_one)
    shared = Round()
    assert shared.deliver_next()
    assert shared.outcomes == {"passed_on": 1, "sent": 2}
    assert carrying.calls == [["a", "c"]]
    assert states()["b"] == State.WAITING


def test_a_call_costs_the_same_statements_however_much_it_carries(carrying: Carrying) -> None:
    asked = []
    for names in ("ab", "cdefg"):
        write(*names)
        with CaptureQueriesContext(connection) as captured:
            assert Round().deliver_next()
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_the_log_names_messages_and_never_what_stands_in_them(
    carrying: Carrying, caplog: pytest.LogCaptureFixture
) -> None:
    write("Nguyễn Thị Lan", "Trần Văn Minh")
    carrying.react_together = raising(ValueError("Nguyễn Thị Lan"))
    with caplog.at_level("INFO"):
        deliver_due()
    assert "Nguyễn" not in caplog.text


def test_whoever_carries_several_must_say_how() -> None:
    class Forgetful(RecordingDriver):
        notes_tries = True

        def most_together(self) -> int:
            return 2

    with channel(Forgetful()) as driver:
        write("a", "b")
        # It is the driver's mistake, not the messages': they leave one by one.
        assert deliver_due() == {"parted": 2, "sent": 2}
        assert driver.delivered == ["a", "b"]  # type: ignore[attr-defined]


weather = st.lists(st.sampled_from(["well", "well", "busy", "away", "killed"]), max_size=20)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=1, max_size=10), faults=weather)
def test_whatever_fails_each_message_is_told_and_each_key_keeps_its_order(
    carrying: Carrying, wanted: list[str], faults: list[str]
) -> None:
    OutboxMessage.objects.all().delete()
    Circuit.objects.all().delete()
    carrying.delivered.clear()
    for number, key in enumerate(wanted):
        make_message(key=key, idempotency_key=f"{key}-{number:02}")
    coming = iter(faults)

    def react(_told: Any) -> None:
        fault = {"busy": ValueError("busy"), "away": Unreachable("down"), "killed": Killed()}.get(next(coming, "well"))
        if fault is not None:
            raise fault

    carrying.react = carrying.react_together = react
    for _round in range(60):
        retry(OutboxMessage.objects.all())
        make_due()
        Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))
        try:
            deliver_due()
        except Killed:
            continue
        if not OutboxMessage.objects.exclude(state=State.SENT).exists():
            break
    assert sorted(carrying.delivered) == sorted(f"{key}-{number:02}" for number, key in enumerate(wanted))
    for key in "abc":
        ours = [name for name in carrying.delivered if name.startswith(key)]
        assert ours == sorted(ours)
