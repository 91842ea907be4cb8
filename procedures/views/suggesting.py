"""/thu-tuc/goi-y/?q=: suggestions while typing, for suggest.js. What is typed is kept in no log and in no table."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from portal.vietnamese import normalise
from procedures.suggesting import suggestions

BROWSER_SECONDS = 300


@access_rule(PUBLIC)
@require_safe
@cache_control(public=True, max_age=BROWSER_SECONDS)
def suggest(request: HttpRequest) -> JsonResponse:
    """{"suggestions": [{"text", "url"}, …]}, best first."""
    found = suggestions(normalise(request.GET.get("q", "")))
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in found]})
