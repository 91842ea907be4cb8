"""Whose request it is when proxies stand in front: limits of tries and the log of looks go by this address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ClientAddress:
    """Puts the address that our own proxies saw into REMOTE_ADDR.

    Each proxy appends to X-Forwarded-For whom it talked to, so only the last TRUSTED_PROXY_COUNT entries are ours;
    what stands before them anybody may have written. Without it, all of a province would share one limit of tries.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Correct the address and pass on."""
        seen = _seen_by_our_proxies(request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXY_COUNT)
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


def _seen_by_our_proxies(forwarded_for: str, proxies: int) -> str:
    """Return the address the outermost of our proxies wrote; empty when it wrote none that is an address."""
    entries = [entry.strip() for entry in forwarded_for.split(",")]
    if not 0 < proxies <= len(entries):
        return ""
    try:
        return str(ipaddress.ip_address(entries[-proxies]))
    except ValueError:
        return ""
