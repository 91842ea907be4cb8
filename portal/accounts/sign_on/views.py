"""The doors of sign-on: off to the national portal, back from it, and its word that a session ended."""

# allauth has no types.
# mypy: disallow-subclassing-any=False, disallow-any-decorated=False

from __future__ import annotations

import secrets
import time
from typing import Any

import requests
import structlog
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rules import PUBLIC, SIGNED_IN, access_rule
from portal.accounts.sign_on import server, sessions, tokens
from portal.accounts.sign_on.client import NationalClient
from portal.accounts.sign_on.linking import Refusal
from portal.accounts.sign_on.provider import provider
from portal.accounts.sign_on.refusing import refused

log = structlog.get_logger(__name__)


@access_rule(PUBLIC)
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the national portal; `vai=can-bo` asks for the work account, `next` is where to go on."""
    return _leave(request, AuthProcess.LOGIN, as_staff=request.GET.get("vai") == "can-bo")


@access_rule(SIGNED_IN)
@require_safe
def connect(request: HttpRequest) -> HttpResponse:
    """Send somebody who is signed in here, to tie their account to the one there."""
    return _leave(request, AuthProcess.CONNECT, as_staff=getattr(request.user, "kind", "") == "staff")


@access_rule(PUBLIC)
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take the browser back from the national portal."""
    _need_configured()
    response: HttpResponse = _Back.adapter_view(NationalClient(request))(request)
    return response


@access_rule(PUBLIC)
@csrf_exempt
@require_POST
def ended(request: HttpRequest) -> HttpResponse:
    """The national portal says that somebody signed out there (OpenID Connect Back-Channel Logout)."""
    _need_configured()
    token = request.POST.get("logout_token", "")
    try:
        claims = _logout_claims(token)
    except (tokens.NotTrusted, requests.RequestException) as error:
        log.warning("logout_token_refused", reason=type(error).__name__)
        return JsonResponse({"error": "invalid_request"}, status=400, headers={"Cache-Control": "no-store"})
    count = sessions.end_from_there(str(claims.get("sub", "")), str(claims.get("sid", "")))
    log.info("sessions_ended_from_there", count=count)
    return HttpResponse(status=200, headers={"Cache-Control": "no-store"})


class _Back(OAuth2CallbackView):
    """allauth's, whose client knows what was put aside before the browser left."""

    def _get_state(self, request: HttpRequest, asked: Any) -> Any:
        state, response = super()._get_state(request, asked)
        self.adapter.state = state or {}
        return state, response


def _leave(request: HttpRequest, process: str, *, as_staff: bool) -> HttpResponse:
    _need_configured()
    nonce = secrets.token_urlsafe(24)
    next_url = get_next_redirect_url(request) or ""
    try:
        response: HttpResponse = provider(request).redirect(
            request,
            process,
            next_url=next_url,
            data={"as_staff": as_staff},
            nonce=nonce,
            auth_params={"nonce": nonce, "acr_values": settings.NATIONAL_SIGN_ON_ACR},
        )
    except requests.RequestException:
        return refused(request, Refusal.AWAY, next_url=next_url, as_staff=as_staff)
    except ImmediateHttpResponse as told:
        return told.response  # type: ignore[no-any-return]
    return response


def _logout_claims(token: str) -> dict[str, Any]:
    """The claims of a logout token that was not used before."""
    asked = {"issuer": server.endpoints()["issuer"], "client": settings.NATIONAL_SIGN_ON_CLIENT}
    claims = server.with_keys(lambda keys: tokens.read_logout_token(token, keys, **asked))
    remembered = max(int(claims["exp"]) - int(time.time()), 0) + 2 * tokens.LEEWAY_SECONDS
    if not cache.add(f"logout-token:{claims['jti']}"[:200], True, remembered):
        raise tokens.NotTrusted("used before")
    return claims


def _need_configured() -> None:
    if not server.is_configured():
        raise Http404
