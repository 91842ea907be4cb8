"""What a machine may do: OAuth 2 client credentials carry scopes, and an endpoint names the one it needs."""

from __future__ import annotations

from typing import Any

from oauth2_provider.contrib.rest_framework import TokenHasScope
from rest_framework.request import Request


def HasScope(*scopes: str) -> type[TokenHasScope]:  # noqa: N802 - it stands where a permission class stands
    """Make the permission class that asks for a token with all these scopes: permission_classes = [HasScope("…")]."""

    class _HasScope(TokenHasScope):  # type: ignore[misc]  # the package has no types
        def get_scopes(self, request: Request, view: Any) -> list[str]:
            return list(scopes)

    _HasScope.__name__ = f"HasScope[{' '.join(scopes)}]"
    return _HasScope


def client_of(request: Request) -> str:
    """Give the client id of the machine that calls; "" when a person calls."""
    application = getattr(request.auth, "application", None)
    return application.client_id if application else ""


def limit_of(request: Request) -> int | None:
    """How many calls a minute the calling machine was given; None where the site's number holds."""
    return getattr(request.auth, "calls_per_minute", None)


def client_name(request: Request) -> str:
    """Give the name under which the calling machine was registered; "" when a person calls."""
    application = getattr(request.auth, "application", None)
    return application.name if application else ""
