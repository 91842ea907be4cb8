"""What a telephone exchange tells: its own webhook, or events in the shape of Asterisk's REST Interface (ARI). Pure.

ARI: https://docs.asterisk.org/Asterisk_REST_Interface/ (StasisStart, ChannelStateChange, ChannelDestroyed, StasisEnd,
RecordingFinished). An event that says nothing about a call is told apart from one that can't be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.ui.fields import normalise_phone

_LONGEST_REF = 120
_LONGEST_URL = 500
_FIRST_YEAR = 1970
"""A clock that was never set begins there; of what lies before, some can't be stored."""
_STRAY = re.compile(r"[\0\ud800-\udfff]")
"""What JSON can write and no database stores: nothing at all, and halves of signs."""


class Turn(StrEnum):
    """What happened to a call."""

    RANG = "ringing"
    ANSWERED = "answered"
    HUNG_UP = "hangup"
    RECORDED = "recording"


@dataclass(frozen=True)
class Told:
    """One event: of which call (the exchange's name for it), when, from and to which number, where its recording is."""

    turn: Turn
    ref: str
    at: datetime
    phone: str = ""
    recording_url: str = ""
    dialled: str = ""


class Unreadable(ValueError):
    """Why an event can't be read, for the sender's operator."""


_ARI = {
    "StasisStart": Turn.RANG,
    "ChannelDestroyed": Turn.HUNG_UP,
    "StasisEnd": Turn.HUNG_UP,
    "RecordingFinished": Turn.RECORDED,
}


def read(event: dict[str, Any], now: datetime) -> Told | None:
    """One event; None for what tells nothing about a call. Unreadable where its call or its moment is missing."""
    return _of_ari(event, now) if "type" in event else _of_webhook(event, now)


def _of_webhook(event: dict[str, Any], now: datetime) -> Told:
    word = event.get("event")
    if not isinstance(word, str) or word not in set(Turn):
        raise Unreadable(f"event must be one of {', '.join(Turn)}")
    url = _text(event, "recording_url")
    if word == Turn.RECORDED and not _is_address(url):
        raise Unreadable("recording_url must be an address that begins with https:// or http://")
    at, caller, dialled = _moment(event.get("at"), now), phone_of(event.get("caller")), phone_of(event.get("dialled"))
    return Told(Turn(word), _ref(event.get("call_id")), at, caller, url, dialled)


def _of_ari(event: dict[str, Any], now: datetime) -> Told | None:
    kind, at = event.get("type"), _moment(event.get("timestamp"), now)
    channel = _part(event, "channel")
    if kind == "RecordingFinished":
        recording = _part(event, "recording")
        scheme, _colon, ref = _text(recording, "target_uri").partition(":")
        return (
            Told(Turn.RECORDED, _ref(ref), at, recording_url=_text(recording, "name")) if scheme == "channel" else None
        )
    if kind == "ChannelStateChange":
        return Told(Turn.ANSWERED, _ref(channel.get("id")), at) if channel.get("state") == "Up" else None
    turn = _ARI.get(str(kind))
    if turn is None:
        return None
    dialled = phone_of(_part(channel, "dialplan").get("exten")) if turn == Turn.RANG else ""
    return Told(turn, _ref(channel.get("id")), at, phone_of(_part(channel, "caller").get("number")), dialled=dialled)


def phone_of(number: object) -> str:
    """A number as E.164; as it came where it is none (an extension); "" where it is withheld."""
    text = _STRAY.sub("", str(number or "")).strip()[:30]
    if not any(sign.isdigit() for sign in text):
        return ""
    try:
        return normalise_phone(text)
    except ValueError:
        return text


def _ref(value: object) -> str:
    text = str(value or "").strip()
    if not text or len(text) > _LONGEST_REF or _STRAY.search(text):
        raise Unreadable("the call has no id of 1 to 120 characters")
    return text


def _moment(value: object, now: datetime) -> datetime:
    """When it happened; the moment of hearing it where the event does not say, or says what is still to come."""
    if value in (None, ""):
        return now
    try:
        moment = parse_datetime(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.year < _FIRST_YEAR:
        raise Unreadable("the moment must be written as 2026-11-23T08:05:00+07:00")
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return min(moment, now)


def _part(event: dict[str, Any], name: str) -> dict[str, Any]:
    part = event.get(name)
    return part if isinstance(part, dict) else {}


def _text(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    return value.strip()[:_LONGEST_URL] if isinstance(value, str) and not _STRAY.search(value) else ""


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))
