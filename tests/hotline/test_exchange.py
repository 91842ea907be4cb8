"""Rules proved: what an exchange tells rings at the desk, whatever comes twice, late, forged or out of order."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import requests  # noqa: TID251 - the exchange, not the portal, sends here
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from hotline import calls, exchange
from hotline.exchange_words import Told, Turn, Unreadable, read
from hotline.models import Call, CallState
from hotline.problems import NotAllowedNow
from portal.outbox.standard_webhooks import Signed, sign
from tests.dossiers.desk import words
from tests.hotline.desk import Desk, at

SECRET = "test-secret-shared-with-an-exchange-that-is-none"
CALLS = reverse("hotline:calls")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RANG = {"event": "ringing", "call_id": "17325.1", "caller": "0901234567", "at": "2026-11-22T08:05:00+07:00"}


def signed(event: Any, secret: str = SECRET, at_seconds: float | None = None) -> Signed:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return sign(body, "msg_1", int(time.time() if at_seconds is None else at_seconds), secret)


def knock(event: Any, **options: Any) -> Any:
    """Tell the portal as an exchange does."""
    told = signed(event, **options)
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("hotline:exchange"), told.body, "application/json", headers=told.headers)


def ari(kind: str, **more: Any) -> dict[str, Any]:
    """An event as Asterisk writes it."""
    channel = {"id": "17325.1", "state": "Ring", "caller": {"name": "", "number": "0901234567"}}
    return {
        "type": kind,
        "application": "portal",
        "timestamp": "2026-11-22T08:05:00.123+0700",
        "channel": channel,
        **more,
    }


@pytest.mark.django_db
def test_a_call_rings_at_every_console_and_the_first_to_answer_has_it(desk: Desk) -> None:
    operator = at(desk.operator)
    assert knock(RANG).json() == {"state": "ringing"}
    assert "0901 234 567" in words(operator.get(CALLS, headers={"HX-Target": "ringing"}))
    call = Call.objects.get()

    operator.post(reverse("hotline:call-take", args=[call.public_id]))

    call.refresh_from_db()
    assert (call.state, call.operator) == (CallState.TALKING, desk.operator)
    with pytest.raises(NotAllowedNow, match="Mai Phương Thảo đã nghe"):
        calls.take(call, desk.supervisor)
    assert "0901 234 567" not in words(operator.get(CALLS, headers={"HX-Target": "ringing"}))


@pytest.mark.django_db
def test_whoever_hangs_up_unheard_is_called_back(desk: Desk) -> None:
    knock(RANG)
    knock({"event": "hangup", "call_id": "17325.1"})
    operator = at(desk.operator)
    assert "Gọi nhỡ" in words(operator.get(CALLS))

    call = Call.objects.get()
    operator.post(reverse("hotline:call-take", args=[call.public_id]))

    call.refresh_from_db()
    assert (call.state, call.operator, call.phone) == (CallState.TALKING, desk.operator, "+84901234567")
    assert "Gọi nhỡ" not in words(operator.get(CALLS))


@pytest.mark.django_db
def test_a_recording_hangs_on_its_call_and_hanging_up_keeps_the_page_open(desk: Desk) -> None:
    knock(ari("StasisStart"))
    call = calls.take(Call.objects.get(), desk.operator)
    page = reverse("hotline:call", args=[call.public_id])
    knock(ari("ChannelDestroyed"))
    recording = {"event": "recording", "call_id": "17325.1", "recording_url": "https://ghi-am.example.vn/17325.1.wav"}
    knock(recording)

    assert "Người gọi đã gác máy" in words(at(desk.operator).get(page))
    calls.close(call, desk.operator, "Gọi nhầm số")
    assert "https://ghi-am.example.vn/17325.1.wav" in at(desk.operator).get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["17325.1", "javascript:alert(1)"])
def test_a_recording_that_has_a_name_only_is_told_and_leads_nowhere(desk: Desk, name: str) -> None:
    knock(ari("StasisStart"))
    knock({"type": "RecordingFinished", "recording": {"name": name, "target_uri": "channel:17325.1"}})
    call = calls.take(Call.objects.get(), desk.operator)
    calls.close(call, desk.operator, "Gọi nhầm số")

    shown = at(desk.operator).get(reverse("hotline:call", args=[call.public_id]))

    assert f"Tên bản ghi âm ở tổng đài: {name}" in words(shown)
    assert f'href="{name}"' not in shown.content.decode()


TURNS = [Turn.RANG, Turn.ANSWERED, Turn.RECORDED, Turn.HUNG_UP]


@pytest.mark.django_db
def test_every_order_of_events_and_every_repetition_ends_the_same() -> None:
    ends = set()
    for number, order in enumerate(permutations(TURNS)):
        for turn in (*order, *order[:2]):
            phone = "+84901234567" if turn == Turn.RANG else ""
            url = "https://ghi-am.example.vn/1.wav" if turn == Turn.RECORDED else ""
            told_at = NOW + timedelta(seconds=TURNS.index(turn))
            exchange.hear(Told(turn, f"call-{number}", told_at, phone, url))
        call = Call.objects.get(exchange_ref=f"call-{number}")
        ends.add((call.state, call.phone, call.phone_index, call.began_at, call.answered_at, call.hung_up_at,
                  call.call_back_at, call.recording_url))  # fmt: skip

    assert len(ends) == 1
    assert next(iter(ends))[0] == CallState.MISSED


@pytest.mark.django_db
@pytest.mark.parametrize(("event", "options", "status", "why"), [
    (RANG, {"secret": "another-secret-that-nobody-was-ever-given"}, 401, "does not fit"),
    (RANG, {"at_seconds": 1_700_000_000}, 401, "five minutes"),
    (b"{", {}, 400, "not JSON"),
    (b"[" * 50_000, {}, 400, "not JSON"),
    (b"x" * 70_000, {}, 413, "too large"),
    ({"event": "sneezed", "call_id": "1"}, {}, 400, "event must be one of"),
    ({**RANG, "call_id": ""}, {}, 400, "no id"),
    ({**RANG, "call_id": "9" * 121}, {}, 400, "no id"),
    ({**RANG, "at": "hôm qua"}, {}, 400, "moment"),
    ({**RANG, "at": "2026-13-45T00:00:00"}, {}, 400, "moment"),
    ({"event": "recording", "call_id": "1", "recording_url": "javascript:alert(1)"}, {}, 400, "recording_url"),
])  # fmt: skip
def test_what_cannot_be_trusted_or_read_changes_nothing(event: Any, options: Any, status: int, why: str) -> None:
    answer = knock(event, **options)

    assert (answer.status_code, why in answer.json()["title"]) == (status, True)
    assert not Call.objects.exists()


@pytest.mark.django_db
def test_without_a_secret_the_door_is_shut(settings: LazySettings) -> None:
    settings.HOTLINE_EXCHANGE_SECRETS = []

    assert knock(RANG).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("event", [ari("PlaybackStarted"), ari("ChannelStateChange"), ["not", "an", "object"]])
def test_what_tells_nothing_about_a_call_is_let_pass(event: Any) -> None:
    assert knock(event).status_code == 202
    assert not Call.objects.exists()


@pytest.mark.parametrize(("event", "wanted"), [
    (ari("StasisStart"), (Turn.RANG, "+84901234567")),
    (ari("ChannelStateChange", channel={"id": "17325.1", "state": "Up"}), (Turn.ANSWERED, "")),
    (ari("StasisEnd"), (Turn.HUNG_UP, "+84901234567")),
    (ari("StasisStart", channel={"id": "17325.1", "caller": {"number": "201"}}), (Turn.RANG, "201")),
    (ari("StasisStart", channel={"id": "17325.1", "caller": {"number": "anonymous"}}), (Turn.RANG, "")),
    (ari("StasisStart", channel={"id": "17325.1", "caller": None}), (Turn.RANG, "")),
    ({"type": "RecordingFinished", "recording": {"name": "17325.1", "target_uri": "channel:17325.1"}},
     (Turn.RECORDED, "")),
])  # fmt: skip
def test_events_of_asterisk_are_read(event: dict[str, Any], wanted: tuple[Turn, str]) -> None:
    told = read(event, NOW)

    assert told is not None
    assert (told.turn, told.phone, told.ref) == (*wanted, "17325.1")


def test_a_clock_that_runs_ahead_does_not_put_calls_into_the_future() -> None:
    told = read({**RANG, "at": "2027-01-01T00:00:00+07:00"}, NOW)

    assert told is not None and told.at == NOW


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "state", "caller"]), inside),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["type", "event", "channel", "recording", "timestamp", "at", "call_id"]), JSON))
def test_whatever_is_sent_is_read_let_pass_or_refused_in_words(event: dict[str, Any]) -> None:
    try:
        told = read(event, NOW)
    except Unreadable:  # in words for the sender's operator; anything else fails here
        told = None

    assert told is None or (told.at <= NOW and told.ref)


@pytest.mark.django_db(transaction=True)
def test_a_real_sender_reaches_the_door(live_server: LiveServer) -> None:
    """Over a socket, as an exchange in the machine room does."""
    told = signed(RANG)
    headers = {**told.headers, "Content-Type": "application/json"}
    address = f"{live_server.url}{reverse('hotline:exchange')}"

    heard = requests.post(address, data=told.body, headers=headers, timeout=10)
    changed = requests.post(address, data=told.body + b" ", headers=headers, timeout=10)

    assert (heard.status_code, heard.json()) == (200, {"state": "ringing"})
    assert changed.status_code == 401
    assert Call.objects.count() == 1
