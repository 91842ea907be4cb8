"""Rules proved: whatever an exchange writes is read into what can be stored and shown, or refused in words. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.exchange_words import Told, Turn, Unreadable, phone_of, read

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANY_TEXT = st.text(st.characters() | st.sampled_from(["\0", "\ud800", "\udfff"]), max_size=40)
"""Also what JSON can write and no database stores: halves of signs, and nothing at all."""
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 22)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def told_of(event: dict[str, Any]) -> Told | None:
    """What is read; None where it is refused in words."""
    try:
        return read(event, NOW)
    except Unreadable:
        return None


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_what_is_read_can_be_stored_whatever_signs_were_sent(ref: str, caller: str, url: str) -> None:
    events: list[dict[str, Any]] = [
        {"event": "ringing", "call_id": ref, "caller": caller},
        {"event": "recording", "call_id": ref, "recording_url": f"https://{url}"},
        {"type": "StasisStart", "channel": {"id": ref, "caller": {"number": caller}}},
        {"type": "RecordingFinished", "recording": {"name": url, "target_uri": f"channel:{ref}"}},
    ]
    for event in events:
        told = told_of(json.loads(json.dumps(event)))
        if told is not None:
            for text in (told.ref, told.phone, told.recording_url):
                assert "\0" not in text and text.encode().decode() == text
            assert 0 < len(told.ref) <= 120 and len(told.phone) <= 30 and len(told.recording_url) <= 500


@pytest.mark.parametrize("moment", [
    "0001-01-01T00:00:00+07:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "1899-12-31T23:59:59Z",
    "hôm qua", "2026-02-30T00:00:00Z", 17, ["2026"], True,
])  # fmt: skip
def test_a_moment_that_no_call_can_have_is_refused(moment: Any) -> None:
    for event in ({"event": "ringing", "call_id": "1", "at": moment}, {"type": "StasisStart", "timestamp": moment}):
        with pytest.raises(Unreadable, match="moment"):
            read(event, NOW)


@given(MOMENTS, st.integers(-12, 14))
def test_a_moment_is_the_same_in_every_time_zone(at: datetime, hours: int) -> None:
    there = at + timedelta(hours=hours)
    written = f"{there:%Y-%m-%dT%H:%M:%S}.{there.microsecond:06d}{'+' if hours >= 0 else '-'}{abs(hours):02d}:00"

    told = read({"event": "hangup", "call_id": "1", "at": written}, NOW)

    assert told is not None and told.at == min(at, NOW)


@given(MOMENTS)
def test_a_moment_without_a_zone_is_told_in_vietnam(at: datetime) -> None:
    here = at + timedelta(hours=7)

    told = read({"event": "hangup", "call_id": "1", "at": f"{here:%Y-%m-%dT%H:%M:%S}"}, NOW)

    assert told is not None and told.at == min(at.replace(microsecond=0), NOW)


@pytest.mark.parametrize("left_out", [{}, {"at": None}, {"at": ""}])
def test_an_event_without_a_moment_happened_now(left_out: dict[str, Any]) -> None:
    assert read({"event": "ringing", "call_id": "1", **left_out}, NOW) == Told(Turn.RANG, "1", NOW)


NUMBERS = st.from_regex(r"(3[2-9]|7[06-9]|9[0-46-8])[0-9]{7}", fullmatch=True)


@given(NUMBERS, st.sampled_from(["0{}", "+84{}", "84{}", "0084{}", " 0{} "]))
def test_a_number_is_the_same_however_the_exchange_writes_it(number: str, way: str) -> None:
    assert phone_of(way.format(number)) == f"+84{number}"


@pytest.mark.parametrize("withheld", [None, "", "anonymous", "Restricted", "unknown", "-", {}, []])
def test_a_withheld_number_is_no_number(withheld: Any) -> None:
    assert phone_of(withheld) == ""


@given(st.integers(100, 9999))
def test_an_extension_of_the_house_is_shown_as_it_came(number: int) -> None:
    assert phone_of(number) == phone_of(str(number)) == str(number)


@given(st.sampled_from([turn.value for turn in Turn]) | ANY_TEXT)
def test_only_the_four_turns_are_known_and_a_refusal_names_them_all(word: str) -> None:
    event = {"event": word, "call_id": "1", "recording_url": "https://ghi-am.example.vn/1"}
    if word in set(Turn):
        told = read(event, NOW)
        assert told is not None and told.turn == word
    else:
        with pytest.raises(Unreadable, match="ringing, answered, hangup, recording"):
            read(event, NOW)


@pytest.mark.parametrize("url", ["", "ftp://x", "//x", "data:text/html,x", "JAVASCRIPT:x", None, 5, "https:x"])
def test_a_recording_lies_at_an_address_that_a_browser_opens_safely(url: Any) -> None:
    with pytest.raises(Unreadable, match="recording_url"):
        read({"event": "recording", "call_id": "1", "recording_url": url}, NOW)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40))
def test_a_recording_of_something_that_is_no_channel_is_let_pass(name: str) -> None:
    for target in (f"bridge:{name}", name.replace("channel:", "")):
        event = {"type": "RecordingFinished", "recording": {"name": name, "target_uri": target}}
        assert read(event, NOW) is None


@pytest.mark.parametrize("state", ["Ring", "Ringing", "Down", "Busy", None, 6])
def test_a_channel_that_is_not_up_answers_nothing(state: Any) -> None:
    assert read({"type": "ChannelStateChange", "channel": {"id": "1", "state": state}}, NOW) is None
