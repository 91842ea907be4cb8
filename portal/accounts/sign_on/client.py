"""The OpenID Connect client: what comes back is believed only after every check of the standard."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.encryption import encrypt
from portal.accounts.sign_on import server, tokens
from portal.accounts.sign_on.claims import Incomplete, read

_PATIENCE_SECONDS = 5


class NationalClient(OAuth2Adapter):
    """Speaks with the sign-on server; `state` is what was put aside before the browser left."""

    provider_id = "national"

    def __init__(self, request: HttpRequest) -> None:
        """Serve one request."""
        super().__init__(request)
        self.state: dict[str, Any] = {}

    def get_provider(self) -> Any:
        """The provider, from the settings."""
        return get_adapter(self.request).get_provider(self.request, self.provider_id)

    @property
    def authorize_url(self) -> str:
        """Where the browser goes."""
        return str(server.endpoints()["authorization_endpoint"])

    @property
    def access_token_url(self) -> str:
        """Where the code is exchanged."""
        return str(server.endpoints()["token_endpoint"])

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the browser comes back."""
        return str(build_absolute_uri(request, reverse("sign_on_back")))

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Exchange the code. OAuth2Error for an answer that is none."""
        try:
            data = super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, TypeError) as error:
            raise OAuth2Error("malformed answer") from error
        if not (isinstance(data, dict) and isinstance(data.get("id_token"), str)):
            raise OAuth2Error("no id_token")
        return data

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Keep the ID token only, encrypted: it says goodbye for us at sign-out."""
        return SocialToken(token="", token_secret=encrypt(data["id_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, response: dict[str, Any], **_more: Any
    ) -> SocialLogin:
        """Check the ID token and read who it is. OAuth2Error (not trusted) or Incomplete within it."""
        signed = self._id_token_claims(response["id_token"])
        claims = {**self._userinfo(str(response.get("access_token", "")), signed), **signed}
        try:
            identity = read(claims)
        except Incomplete as error:
            raise OAuth2Error("incomplete") from error
        as_staff = bool((self.state.get("data") or {}).get("as_staff"))
        # Userinfo names no session: the ID token alone does.
        there = str(signed.get("sid") or "")
        return self.get_provider().sociallogin(identity, as_staff=as_staff, end=_end_address(claims), there=there)

    def _id_token_claims(self, token: str) -> dict[str, Any]:
        asked = {"issuer": server.endpoints()["issuer"], "client": settings.NATIONAL_SIGN_ON_CLIENT}
        nonce = str(self.state.get("nonce", ""))
        try:
            return server.with_keys(lambda keys: tokens.read_id_token(token, keys, nonce=nonce, **asked))
        except tokens.NotTrusted as error:
            raise OAuth2Error("id_token") from error

    def _userinfo(self, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
        """What the server tells beside the ID token, of the very same person. RequestException."""
        address = server.endpoints().get("userinfo_endpoint")
        if not address:
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = requests.get(str(address), headers=headers, timeout=_PATIENCE_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        told = answer.json()
        # OpenID Connect Core 5.3.2: the two must name the same subject, or the second is not used.
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo")
        return told


def _end_address(claims: dict[str, Any]) -> str:
    """Where a session at the national portal is ended: its endpoint, or the address it tells in logoutUri."""
    said = (server.endpoints().get("end_session_endpoint"), claims.get("logoutUri"))
    return next((str(address) for address in said if server.is_its_own(address)), "")
