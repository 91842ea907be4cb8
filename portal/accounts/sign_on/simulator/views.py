"""The simulator's own pages: choose who you are, and leave everywhere at once."""

from __future__ import annotations

import json
import time
import uuid
from urllib.parse import urlsplit

import requests
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from jwcrypto import jwt
from oauth2_provider.models import Application

from portal.accounts.sign_on.simulator import wishes
from portal.accounts.sign_on.simulator.people import PEOPLE, users

_BACK, _ENDED = "/tai-khoan/lien-thong/ve/", "/tai-khoan/lien-thong/ket-thuc/"
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def choose(request: HttpRequest) -> HttpResponse:
    """Say who you are; nothing is asked to prove it."""
    on = request.GET.get("next", "/")
    if request.method == "POST":
        login(request, get_object_or_404(users(), username=request.POST.get("sub", "")))
        return HttpResponseRedirect(on if url_has_allowed_host_and_scheme(on, None) else "/")
    return render(request, "choose.html", {"people": PEOPLE.values(), "tokens": wishes.TOKENS[1:]})


@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """Order failures: token=…, without=HoVaTen…, changes={"loAs": "LoA2"}, down=/o/token/."""
    try:
        wishes.wish({name: str(value) for name, value in request.POST.items()})
    except ValueError as refusal:
        return JsonResponse({"title": str(refusal)}, status=400)
    return JsonResponse({})


@require_POST
def serve_site(request: HttpRequest) -> HttpResponse:
    """Serve a portal at another address: it may come back there, and hears there of sign-outs."""
    let_in(request.POST["site"])
    return JsonResponse({})


def let_in(site: str) -> None:
    """Let the portal at this address be the client's."""
    client = Application.objects.get()
    # This machine has two names, and people type either.
    hosts = dict.fromkeys((site.rstrip("/"), site.rstrip("/").replace("//localhost", "//127.0.0.1")))
    client.redirect_uris = " ".join(f"{host}{_BACK}" for host in hosts)
    client.post_logout_redirect_uris = " ".join(f"{host}/" for host in hosts)
    client.save()


@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out here, and tell the portal (OpenID Connect Back-Channel Logout)."""
    client = Application.objects.get()
    parts = urlsplit(client.redirect_uris.split()[0])
    subject = request.POST.get("sub") or request.user.get_username()
    address = request.POST.get("tell") or f"{parts.scheme}://{parts.netloc}{_ENDED}"
    token = _logout_token(client, request.build_absolute_uri("/o"), subject)
    logout(request)
    if request.POST.get("only_token"):
        return JsonResponse({"logout_token": token})
    answer = requests.post(address, data={"logout_token": token}, timeout=5)
    return JsonResponse({"status": answer.status_code})


def _logout_token(client: Application, issuer: str, subject: str) -> str:
    now = int(time.time())
    claims = {"iss": issuer, "aud": client.client_id, "sub": subject, "iat": now, "exp": now + 120}
    claims |= {"jti": str(uuid.uuid4()), "events": {_EVENT: {}}}
    header = {"alg": "RS256", "typ": "logout+jwt", "kid": client.jwk_key.thumbprint()}
    token = jwt.JWT(header=json.dumps(header), claims=json.dumps(claims))
    token.make_signed_token(client.jwk_key)
    return str(token.serialize())
