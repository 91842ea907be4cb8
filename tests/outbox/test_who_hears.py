"""Which receiver hears of which unit, under which id and secret: rules that need no database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import outside, webhooks
from portal.outbox.models import Circuit, OutboxMessage, WebhookSubscription
from portal.outbox.resting import Rest
from portal.outbox.storable import storable

_codes = st.lists(st.sampled_from(["H29", "1", "10", "101", "02"]), min_size=1, max_size=4).map(".".join)


@given(_codes, _codes)
def test_a_receiver_hears_of_its_unit_and_of_what_lies_beneath_it_alone(audience: str, unit: str) -> None:
    asked, about = audience.split("."), unit.split(".")
    assert WebhookSubscription(audience=audience).hears_of(unit) == (about[: len(asked)] == asked)
    assert WebhookSubscription(audience="").hears_of(unit)


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_id_of_a_message_is_the_same_each_time_and_tells_nothing(one: str, other: str) -> None:
    name = webhooks.message_id(one)
    assert name == webhooks.message_id(one)
    assert (name == webhooks.message_id(other)) == (one == other)
    assert len(name) == 36
    assert set(name.removeprefix("msg_")) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("former", "minutes", "signing"),
    [
        ("", None, ["new"]),
        ("old", 1, ["new", "old"]),
        ("old", -1, ["new"]),
        ("old", None, ["new"]),
        ("", 1, ["new"]),
    ],
)
def test_a_former_secret_signs_beside_the_new_one_until_its_time(
    former: str, minutes: int | None, signing: list[str]
) -> None:
    until = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
    assert WebhookSubscription(secret="new", former_secret=former, former_until=until).secrets() == signing


def test_events_are_offered_once_by_name() -> None:
    before = webhooks.offered()
    webhooks.offer(*before, *before[:1])
    assert webhooks.offered() == before == sorted(set(before))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "needs a host"),
        ("https://", "needs a host"),
        ("https:///x", "needs a host"),
        ("https://lan@nhan.example/", "no name or password"),
        ("https://lan:mat-khau@nhan.example/", "no name or password"),
        ("https://nhan.example:0/", "needs a host"),
        ("https://nhan.example:99999/", "malformed"),
        ("https://nhan.example:x/", "malformed"),
        ("https://[::1/", "malformed"),
        ("http://nhan.example/", "only https"),
        ("ftp://nhan.example/", "only https"),
        ("javascript://nhan.example/", "only https"),
    ],
)
def test_an_address_that_is_never_sent_to_is_refused_in_words_that_hold_no_password(address: str, words: str) -> None:
    with pytest.raises(outside.Forbidden, match=words) as refused:
        outside.require_allowed(address)
    assert "mat-khau" not in str(refused.value)


def test_a_rest_lasts_its_time_is_begun_again_and_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("portal.outbox.resting.time.monotonic", lambda: now[0])
    rest = Rest(5.0)
    seen = [rest.is_on]
    for start, later in ((True, 4.0), (True, 4.9), (False, 0.1)):
        if start:
            rest.start()
        now[0] += later
        seen.append(rest.is_on)
    rest.start()
    rest.end()
    assert [*seen, rest.is_on] == [False, True, True, False, False]


@pytest.mark.parametrize(("seconds", "is_resting"), [(None, False), (-1, False), (1, True)])
def test_an_open_circuit_rests_until_its_time_and_is_then_probed(seconds: int | None, is_resting: bool) -> None:
    now = timezone.now()
    circuit = Circuit(open_until=None if seconds is None else now + timedelta(seconds=seconds))
    assert circuit.is_resting(now) == is_resting
    assert circuit.is_open == (seconds is not None)


def test_a_message_in_words_names_its_channel_and_key_and_nobody() -> None:
    message = OutboxMessage(channel="email", idempotency_key="H29-1/3", payload={"to": "lan@example.vn"})
    assert str(message) == "email H29-1/3"
    assert "lan@" not in repr(message)


@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_words_of_others_are_kept_but_for_what_no_database_keeps(words: str) -> None:
    kept = storable(words)
    assert kept.encode().count(b"\0") == 0
    assert kept == "".join(sign for sign in words if sign != "\0" and not "\ud800" <= sign <= "\udfff")
