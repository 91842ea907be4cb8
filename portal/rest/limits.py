"""How often one caller may call: so many times a minute, counted by the clock's minute.

A client has the number that an administrator gave it, or the site's. Whoever comes without a token or session is
counted by network address, generously: a whole office may stand behind one. Signed-in people are not counted here.
Every counted answer says what is left (RateLimit headers of the IETF's HTTPAPI group). Without a cache nothing is
counted: the interface goes on.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal.rest.scopes import client_of, limit_of

#: More than this a minute no limit guards against anything.
MOST_CALLS = 1_000_000
_MINUTE_SECONDS = 60
#: Of a network of version 6 a household or office has this much, and every address in it.
_NETWORK_BITS = 64


@dataclass(frozen=True)
class Counted:
    """One call within its minute: by whose limit, how many it allows, which one this was, when the next minute is."""

    policy: str
    most: int
    number: int
    seconds_left: int

    def headers(self) -> dict[str, str]:
        """The policy and what is left of it."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.most};w={_MINUTE_SECONDS}',
            "RateLimit": f'"{self.policy}";r={max(self.most - self.number, 0)};t={self.seconds_left}',
        }


class CallLimit(BaseThrottle):
    """REST framework's question before each call."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this call is within the limit; a signed-in person's always is."""
        client = client_of(request)
        if client:
            counted = _counted("client", client, limit_of(request) or settings.API_CALLS_PER_MINUTE)
        elif request.user and request.user.is_authenticated:
            return True
        else:
            address = _network(request.META.get("REMOTE_ADDR", ""))
            counted = _counted("address", f"address:{address}", settings.API_STRANGER_CALLS_PER_MINUTE)
        request._request.rate_limit = counted  # type: ignore[attr-defined]  # told by RateLimitHeaders
        return counted.number <= counted.most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return _MINUTE_SECONDS - time.time() % _MINUTE_SECONDS


class RateLimitHeaders:
    """Tells each caller of REST what is left of its minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers where the call was counted."""
        response = self.get_response(request)
        counted: Counted | None = getattr(request, "rate_limit", None)
        for name, value in counted.headers().items() if counted else ():
            response[name] = value
        return response


def calls_now(client: str) -> int:
    """How many calls of this client were counted in this minute."""
    return int(cache.get(_place(client), 0))


def _counted(policy: str, caller: str, most: int) -> Counted:
    now = time.time()
    return Counted(policy, most, _count(caller), math.ceil(_MINUTE_SECONDS - now % _MINUTE_SECONDS))


def _count(caller: str) -> int:
    place = _place(caller)
    if cache.add(place, 1, 2 * _MINUTE_SECONDS):
        return 1
    try:
        return int(cache.incr(place))
    except ValueError:  # it was forgotten between the two
        return 1


def _place(caller: str) -> str:
    return f"calls:{caller}:{int(time.time() // _MINUTE_SECONDS)}"


def _network(address: str) -> str:
    """The address, or the network of one of version 6: who has one has all of them.

    A server that listens on both versions writes addresses of version 4 within one of version 6: each by itself.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return address
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), _NETWORK_BITS), strict=False))
