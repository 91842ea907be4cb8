"""Staff work behind a second factor (NĐ 331/2026, level 3): whoever has none sets one up before anything else.

A session that passed a second factor says so itself, so that a page costs no query for it. The setting
STAFF_SECOND_FACTOR turns the rule off for demonstrations and tests, whose people have none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.models import Kind, User
from portal.accounts.third_party import dotted_path
from portal.rest.problems import problem_response

_KEY = "second_factor_of"
#: What must be open to set one up, or to leave.
_OPEN = ("allauth.", "portal.accounts.language", "portal.accounts.sign_on.", "django.views.i18n")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class RequireSecondFactor:
    """Leads staff without a second factor to the page on which they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None where the person may go on."""
        if not settings.STAFF_SECOND_FACTOR or dotted_path(view).startswith(_OPEN) or not is_missing(request):
            return None
        words = _("Cán bộ, công chức cần bật xác thực hai lớp trước khi làm việc.")
        if hasattr(view, "cls"):
            return problem_response(403, words)
        if request.method == "GET":
            messages.warning(request, words)
        return redirect("mfa_index")


def is_needed_by(user: object) -> bool:
    """Whether the person may not work without a second factor here."""
    return bool(settings.STAFF_SECOND_FACTOR) and isinstance(user, User) and user.kind == Kind.STAFF


def is_missing(request: HttpRequest) -> bool:
    """Whether somebody of the staff works at this session without one; at most one query a session."""
    user = request.user
    if not is_needed_by(user) or request.session.get(_KEY) == user.pk:
        return False
    passed = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
    if not passed and not is_mfa_enabled(user, FACTORS):
        return True
    request.session[_KEY] = user.pk
    return False


def is_last_of_staff(factor: Authenticator) -> bool:
    """Whether taking this factor away would leave somebody of the staff without any."""
    if factor.type not in FACTORS or not is_needed_by(factor.user):
        return False
    return not Authenticator.objects.filter(user=factor.user, type__in=FACTORS).exclude(pk=factor.pk).exists()
