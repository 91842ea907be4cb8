"""Failures to order: for the next sign-on only, or until called off (`down`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

#: What may be wished, each with its choices; others are taken as they come.
TOKENS = ("", "nonce", "audience", "issuer", "expired", "signature")
_wished: dict[str, str] = {}
_OPEN = ("/wish/", "/site/")


def wish(values: dict[str, str]) -> None:
    """Forget the wishes of before and take these. ValueError for one that nobody can fulfil."""
    if values.get("token", "") not in TOKENS:
        raise ValueError(f"token: {', '.join(TOKENS)}")
    json.loads(values.get("changes") or "{}")
    _wished.clear()
    _wished.update(values)


def take(name: str) -> str:
    """The wish of this name, which is fulfilled now."""
    return _wished.pop(name, "") if name == "token" else _wished.get(name, "")


def take_changes() -> dict[str, Any]:
    """Claims that are told otherwise."""
    changes: dict[str, Any] = json.loads(take("changes") or "{}")
    return changes


class Disturbances:
    """Answers 503 on paths that begin as `down` says ("/": everywhere)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on, or answer 503."""
        down = take("down")
        if down and request.path.startswith(down) and not request.path.startswith(_OPEN):
            return HttpResponse("down", status=503)
        return self.get_response(request)
