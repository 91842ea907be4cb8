"""A simple limit on guessing codes of documents: so many looks a minute from an address."""

from __future__ import annotations

from django.http import HttpRequest

from portal.ui import throttling

LOOKS_A_MINUTE = 30
_LOOKS = throttling.Limit("documents:looks", LOOKS_A_MINUTE, 60)


def is_over(request: HttpRequest) -> bool:
    """Count this look and say whether its address has had too many in the running minute."""
    return throttling.is_over(_LOOKS, request.META.get("REMOTE_ADDR", ""))
