"""How allauth's sign-on fits this site: one provider from the settings, accounts by identity number, clear refusals."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from requests import RequestException

from portal.accounts.models import User
from portal.accounts.sign_on import linking, sessions
from portal.accounts.sign_on.linking import Refusal
from portal.accounts.sign_on.provider import provider as national
from portal.accounts.sign_on.refusing import refused


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The seam between allauth's sign-on and the portal."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The national portal; no table is asked."""
        return national(request)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account; on the way to connecting one, end here."""
        state = sociallogin.state
        data = state.get("data") or {}
        try:
            if state.get("process") == AuthProcess.CONNECT:
                self._connect(request, sociallogin)
            sociallogin.user = linking.person_of(
                sociallogin.identity,
                sociallogin.account,
                as_staff=bool(data.get("as_staff")),
                language="en" if get_language() == "en" else "vi",
            )
        except linking.NotLinked as error:
            raise ImmediateHttpResponse(_refused(request, error.reason, state)) from error

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Show our page, with the way back where it is known."""
        state = (extra_context or {}).get("state") or {}
        raise ImmediateHttpResponse(_refused(request, _reason(error, exception, bool(state)), state))

    def _connect(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not isinstance(request.user, User):
            raise linking.NotLinked(Refusal.STALE)
        linking.connect(request.user, sociallogin.identity, sociallogin.account)
        sessions.begin(request, request.user, sociallogin)
        messages.success(request, _("Đã nối tài khoản của bạn với tài khoản định danh."))
        raise ImmediateHttpResponse(redirect(sociallogin.state.get("next") or "account_home"))


def _refused(request: HttpRequest, reason: Refusal, state: dict[str, Any]) -> HttpResponse:
    as_staff = bool((state.get("data") or {}).get("as_staff"))
    return refused(request, reason, next_url=str(state.get("next") or ""), as_staff=as_staff)


def _reason(error: Any, exception: Exception | None, has_state: bool) -> Refusal:
    if error == AuthError.CANCELLED:
        return Refusal.CANCELLED
    if isinstance(exception, RequestException):
        return Refusal.AWAY
    if exception is not None:
        return Refusal.INCOMPLETE if str(exception) == "incomplete" else Refusal.NOT_TRUSTED
    return Refusal.NOT_TRUSTED if has_state else Refusal.STALE
