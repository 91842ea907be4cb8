"""The driver of the national payment platform: a payment is begun, its end is heard of, or asked for.

One attempt has one reference, made of the order's code and the second at which it began: whoever knows it can ask.
Calls go out from the worker, never from a request of somebody who waits at a page.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from payments import national_platform
from payments.national_platform import Partner, Paying, State, Told
from payments.national_platform.words import MOMENT, SUCCESS, UNKNOWN, moment_of, moment_text
from payments.reported import Reported
from payments.vocabulary import Happening, Provider

PATIENCE_SECONDS = 10
#: A page or two as PDF, in base64; what is cut off here can't be read and is asked for again.
_MOST_OF_A_RECEIPT = 8 << 20
#: Answers whose code says whether we have what we asked for; a state has a code of its own.
_TELLS_SUCCESS = ("init", "getbill")
_REFERENCE = re.compile(r"(?P<code>.{1,25})\.(?P<at>[0-9]{14})")
#: What a state means for our books. Money that went back is known here before the platform knows.
_HAPPENINGS = {State.PAID: Happening.PAID, State.PENDING: Happening.PENDING}


class PlatformUnreachable(Exception):
    """The platform gave no answer that could be understood; asking again later is right."""


class PlatformRefused(Exception):
    """The platform said no; its own code and words are in the message."""


def partner() -> Partner:
    """Who we are to the platform, by the settings."""
    return Partner(settings.PAYMENT_PLATFORM_PARTNER, settings.PAYMENT_PLATFORM_SECRET)


def reference_of(order_code: str, started_at: dt.datetime) -> str:
    """The reference of an attempt to pay an order, begun at this second."""
    return f"{order_code}.{moment_text(started_at)}"


def attempt_of(reference: str) -> tuple[str, dt.datetime]:
    """The order's code and the beginning of an attempt. Raises ValueError for a reference that is not ours."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"MaThamChieu “{reference[:40]}” does not end in {MOMENT}")
    return match["code"], moment_of(match["at"])


def begin(paying: Paying) -> str:
    """Begin a payment; gives the address to which the payer goes. Raises PlatformUnreachable, PlatformRefused."""
    answer = _ask("init", national_platform.init(paying, partner()))
    address = str(answer.get("UrlThanhToan", ""))
    if not address.startswith(("https://", "http://")):
        raise PlatformUnreachable("the platform gave no address to pay at")
    return address


def ask(reference: str) -> Told:
    """How an attempt stands. Raises PlatformUnreachable (also for an answer that is not signed), PlatformRefused.

    It refuses what it does not know: an attempt that was noted here and never reached it.
    """
    _code, started_at = attempt_of(reference)
    answer = _ask("query", national_platform.ask_state(reference, started_at, partner()))
    if answer.get("MaLoi") == UNKNOWN:
        raise _refusal(answer)
    try:
        told = national_platform.read_state(answer, partner())
    except ValueError as error:
        raise PlatformUnreachable(str(error)) from error
    if not told.is_authentic or told.reference != reference:
        raise PlatformUnreachable("the answer is not signed, or speaks of another payment")
    return told


def receipt(reference: str) -> bytes:
    """The platform's receipt for an attempt that was paid, as it gave it: the caller checks what it is.

    Raises PlatformUnreachable, PlatformRefused (there is none yet), ValueError when the file can't be unpacked.
    """
    _code, started_at = attempt_of(reference)
    us = partner()
    answer = _ask("getbill", national_platform.ask_receipt(reference, started_at, us), most_bytes=_MOST_OF_A_RECEIPT)
    return national_platform.read_receipt(answer, reference, us)


def reported(told: Told) -> Reported:
    """What the platform told in the words every provider shares. Raises ValueError for a reference that is not ours."""
    code, _started_at = attempt_of(told.reference)
    return Reported(
        provider=Provider.NATIONAL_PLATFORM,
        provider_reference=told.transaction,
        amount_dong=told.amount_dong,
        occurred_at=told.at,
        order_code=code,
        purpose=told.purpose,
        currency=told.currency,
        happening=_HAPPENINGS.get(told.state, Happening.FAILED),
        is_authentic=told.is_authentic,
        told={"reference": told.reference, "bank": told.bank, "state": told.state},
    )


def _ask(path: str, message: Mapping[str, Any], most_bytes: int = 1 << 20) -> dict[str, Any]:
    """The platform's answer to a message."""
    address = f"{settings.PAYMENT_PLATFORM_URL.rstrip('/')}/{path}"
    if not settings.PAYMENT_PLATFORM_URL:
        raise PlatformUnreachable("PAYMENT_PLATFORM_URL is not set")
    body = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - a setting
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as reply:  # noqa: S310
            answer = json.loads(reply.read(most_bytes))
    except (OSError, ValueError) as error:
        raise PlatformUnreachable(str(error)) from error
    if not isinstance(answer, dict):
        raise PlatformUnreachable("the answer is no JSON object")
    if path in _TELLS_SUCCESS and answer.get("MaLoi") != SUCCESS:
        raise _refusal(answer)
    return answer


def _refusal(answer: Mapping[str, Any]) -> PlatformRefused:
    return PlatformRefused(f"{answer.get('MaLoi')}: {answer.get('MoTaLoi', '')}")
