"""One log line per request that names the route, never what was typed.

Paths carry secrets (sign-in links, verification codes) and query strings carry names and numbers,
so the line shows the URL pattern that matched instead.
"""

from __future__ import annotations

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's middleware with the route in place of the full path."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return e.g. "GET /thu-tuc/<str:code>/", or the method alone before routing."""
        match = request.resolver_match
        return f"{request.method} /{match.route}" if match else str(request.method)
