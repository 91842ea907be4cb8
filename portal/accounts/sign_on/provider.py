"""The national portal as allauth sees it: one provider, known from the settings alone."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.conf import settings
from django.http import HttpRequest

from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.accounts.sign_on.claims import Identity
from portal.accounts.sign_on.client import NationalClient

ID = "national"


class NationalProvider(OAuth2Provider):
    """Sign-on with the National Public Service Portal."""

    id = ID
    name = "Cổng Dịch vụ công quốc gia"
    oauth2_adapter_class = NationalClient

    def get_default_scope(self) -> list[str]:
        """Ask for nothing but who it is."""
        return ["openid"]

    def sociallogin(self, identity: Identity, *, as_staff: bool, end: str, there: str) -> SocialLogin:
        """What allauth carries through the sign-in; of the person it holds nothing that could be read."""
        kept = {"level": identity.level, "end": end, "there": session_index(there)}
        account = SocialAccount(provider=ID, uid=subject_index(identity.subject, as_staff), extra_data=kept)
        login = SocialLogin(user=User(), account=account, provider=self)
        login.identity = identity
        return login


def subject_index(subject: str, as_staff: bool) -> str:
    """The fingerprint under which the server's name for somebody is kept; their work account has one of its own."""
    return blind_index(f"sign-on {settings.NATIONAL_SIGN_ON_URL} {subject}{' staff' if as_staff else ''}")


def session_index(there: str) -> str:
    """The fingerprint under which the server's name for a session there is kept; "" where it told none."""
    return blind_index(f"sign-on session {settings.NATIONAL_SIGN_ON_URL} {there}") if there else ""


def provider(request: HttpRequest) -> Any:
    """The provider with our credentials."""
    app = SocialApp(
        provider=ID,
        provider_id=ID,
        name=NationalProvider.name,
        client_id=settings.NATIONAL_SIGN_ON_CLIENT,
        secret=settings.NATIONAL_SIGN_ON_SECRET,
        settings={"oauth_pkce_enabled": True},
    )
    return NationalProvider(request, app=app)
