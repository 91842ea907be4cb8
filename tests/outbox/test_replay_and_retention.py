"""Sending again just what is meant, and forgetting just what is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.outbox import circuits, forgetting, tasks
from portal.outbox.delivery import deliver_due, replay, retry
from portal.outbox.models import OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class OtherDriver(RecordingDriver):
    channel = "other"


def sent(name: str, at: datetime, **fields: Any) -> OutboxMessage:
    return make_message(idempotency_key=name, state=State.SENT, finished_at=at, **fields)


def waiting() -> list[str]:
    rows = OutboxMessage.objects.filter(state=State.WAITING).order_by("pk")
    return list(rows.values_list("idempotency_key", flat=True))


def replayed(since: datetime, **options: Any) -> str:
    out = StringIO()
    call_command("replay_outbox", "test", since=since.isoformat(), stdout=out, **options)
    return out.getvalue()


def test_replaying_takes_its_channel_its_time_and_nothing_that_never_left(driver: RecordingDriver) -> None:
    now = timezone.now()
    sent("before", now - 2 * HOUR)
    sent("at the hour", now - HOUR)
    sent("later", now - HOUR / 2)
    sent("elsewhere", now - HOUR / 2, channel="email")
    make_message(idempotency_key="dead", state=State.DEAD, finished_at=now - HOUR / 2)

    assert replayed(now - HOUR) == "2 messages will be sent again.\n"

    assert waiting() == ["at the hour", "later"]
    assert OutboxMessage.objects.get(idempotency_key="dead").state == State.DEAD


def test_a_time_ends_before_its_end_and_an_empty_one_holds_nothing(driver: RecordingDriver) -> None:
    now = timezone.now()
    sent("a", now - HOUR)
    assert replayed(now - 2 * HOUR, until=(now - HOUR).isoformat()) == "0 messages will be sent again.\n"
    assert replayed(now, until=(now - 2 * HOUR).isoformat()) == "0 messages will be sent again.\n"
    assert waiting() == []
    assert replayed(now - 2 * HOUR, until=(now - HOUR + timedelta(seconds=1)).isoformat()).startswith("1 ")


def test_a_key_is_taken_whole_and_not_by_its_beginning(driver: RecordingDriver) -> None:
    now = timezone.now()
    sent("mine", now, key="H29-1")
    sent("neighbour", now, key="H29-10")
    sent("none", now)
    replayed(now - HOUR, key="H29-1")
    assert waiting() == ["mine"]


def test_a_moment_is_understood_in_any_zone(driver: RecordingDriver) -> None:
    sent("a", datetime.fromisoformat("2026-11-23T08:30:00+07:00"))
    out = StringIO()
    for since in ("2026-11-23T01:31:00Z", "2026-11-23T08:31+07:00"):
        call_command("replay_outbox", "test", since=since, stdout=out)
    assert waiting() == []
    call_command("replay_outbox", "test", since="2026-11-22T20:30:00-05:00", stdout=out)
    assert waiting() == ["a"]


@pytest.mark.parametrize(
    ("option", "moment"),
    [
        ("since", ""),
        ("since", "hôm qua"),
        ("since", "2026-11-23T08:00"),
        ("since", "2026-02-30T08:00Z"),
        ("until", "2026-11-23"),
        ("until", "1763860000"),
    ],
)
def test_what_is_no_moment_with_its_zone_is_refused_in_words(driver: RecordingDriver, option: str, moment: str) -> None:
    sent("a", timezone.now())
    options = {"since": "2020-01-01T00:00Z", option: moment}
    with pytest.raises(CommandError, match=r"is no ISO moment with its zone, such as 2026-11-23T08:00\+07:00"):
        call_command("replay_outbox", "test", **options)
    assert waiting() == []


def test_an_unknown_channel_is_refused_with_those_that_there_are(driver: RecordingDriver) -> None:
    with pytest.raises(CommandError, match=r"no channel fax; there are: email, .*test"):
        call_command("replay_outbox", "fax", since="2020-01-01T00:00Z")


def test_what_is_replayed_leaves_in_its_order_under_its_keys_and_waits_for_a_paused_channel(
    driver: RecordingDriver,
) -> None:
    admin = User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")
    now = timezone.now()
    for number in range(3):
        sent(f"m{number}", now - timedelta(minutes=number), key="k", attempts=2)
    circuits.pause("test", admin)
    replayed(now - HOUR)
    assert deliver_due() == {}
    circuits.resume("test")
    deliver_due()
    assert driver.delivered == ["m0", "m1", "m2"]
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


def test_replaying_twice_sends_once(driver: RecordingDriver) -> None:
    sent("a", timezone.now())
    assert replay(OutboxMessage.objects.all()) == 1
    assert replay(OutboxMessage.objects.all()) == 0
    deliver_due()
    assert driver.delivered == ["a"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(State)), max_size=6))
def test_replay_takes_what_was_sent_retry_what_died_and_neither_what_waits(
    driver: RecordingDriver, states: list[State]
) -> None:
    OutboxMessage.objects.all().delete()
    for number, state in enumerate(states):
        at = None if state == State.WAITING else timezone.now()
        make_message(idempotency_key=str(number), state=state, finished_at=at, attempts=7)

    assert replay(OutboxMessage.objects.all()) == states.count(State.SENT)
    assert OutboxMessage.objects.filter(state=State.DEAD).count() == states.count(State.DEAD)
    assert retry(OutboxMessage.objects.all()) == states.count(State.DEAD)

    rows = dict(OutboxMessage.objects.values_list("idempotency_key", "attempts"))
    assert rows == {str(number): 7 if state == State.WAITING else 0 for number, state in enumerate(states)}
    assert len(waiting()) == len(states)


def test_every_channel_is_forgotten_in_its_time_and_only_what_was_sent(driver: RecordingDriver) -> None:
    over, not_yet = timezone.now() - forgetting.KEPT - HOUR, timezone.now() - forgetting.KEPT + HOUR
    with channel(OtherDriver()):
        for name in ("test", "other", "email", "national"):
            sent(f"{name} over", over, channel=name)
            sent(f"{name} not yet", not_yet, channel=name)
            make_message(idempotency_key=f"{name} dead", channel=name, state=State.DEAD, finished_at=over)
            make_message(idempotency_key=f"{name} waits", channel=name, created_at=over)
        tasks.forget_sent_messages()
        assert forgetting.forget_sent() == 0
    left = set(OutboxMessage.objects.values_list("idempotency_key", flat=True))
    assert left == {
        f"{name} {what}" for name in ("test", "other", "email", "national") for what in ("not yet", "dead", "waits")
    }


def test_what_a_channel_that_is_gone_once_sent_is_forgotten_too(driver: RecordingDriver) -> None:
    """It names people as any other: closing a channel must not keep them for ever."""
    over = timezone.now() - forgetting.KEPT - HOUR
    sent("fax over", over, channel="fax")
    make_message(idempotency_key="fax dead", channel="fax", state=State.DEAD, finished_at=over)
    assert forgetting.forget_sent() == 1
    assert OutboxMessage.objects.get().idempotency_key == "fax dead"
