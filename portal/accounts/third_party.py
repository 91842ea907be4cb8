"""The rules of views that others wrote: one table, complete; what is not named here is refused.

An entry matches the dotted path of a view (shell patterns), or a URL namespace when it begins with "namespace:".
The first entry that matches counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from rest_framework.views import APIView

from portal.accounts.rules import BY_PERMISSION_CLASSES, CLOSED, PUBLIC, SIGNED_IN, SYSTEM, Rule, rule_of

TABLE: tuple[tuple[str, Rule], ...] = (
    # Django's admin is for system administrators; its own sign-in page is never reached, ours comes first.
    ("namespace:admin", SYSTEM),
    ("django.views.i18n.*", PUBLIC),
    ("django.contrib.staticfiles.views.serve", PUBLIC),
    ("django.views.static.serve", PUBLIC),
    # What must stay open for people who cannot sign in yet. Each page guards its own steps.
    ("allauth.account.views.LoginView", PUBLIC),
    ("allauth.account.views.LogoutView", PUBLIC),
    ("allauth.account.views.SignupView", PUBLIC),
    ("allauth.account.views.AccountInactiveView", PUBLIC),
    ("allauth.account.views.EmailVerificationSentView", PUBLIC),
    ("allauth.account.views.ConfirmEmailView", PUBLIC),
    ("allauth.account.views.PasswordReset*", PUBLIC),
    ("allauth.account.views.ConfirmPasswordResetCodeView", PUBLIC),
    ("allauth.account.views.CompletePasswordResetView", PUBLIC),
    ("allauth.account.views.email_verification_sent", PUBLIC),
    ("allauth.mfa.base.views.AuthenticateView", PUBLIC),
    ("allauth.mfa.webauthn.views.LoginWebAuthnView", PUBLIC),
    # Phone numbers wait for a channel that can send a code; sign-in by code needs one too.
    ("allauth.account.views.verify_phone", CLOSED),
    ("allauth.account.views.ChangePhoneView", CLOSED),
    ("allauth.account.views.*LoginCodeView", CLOSED),
    ("allauth.account.views.*", SIGNED_IN),
    ("allauth.mfa.*", SIGNED_IN),
    # Clients prove themselves with their own secret.
    ("oauth2_provider.views.base.TokenView", PUBLIC),
    ("oauth2_provider.views.base.RevokeTokenView", PUBLIC),
    ("drf_spectacular.views.*", PUBLIC),
    ("django_prometheus.exports.ExportToDjangoView", PUBLIC),
    ("health_check.*", PUBLIC),
)


def rule_for(view: Callable[..., Any], namespaces: Sequence[str] = ()) -> Rule | None:
    """Give the rule that a view names or the table gives it; None when nobody names one."""
    return rule_of(view) or _from_permission_classes(view) or _from_table(view, namespaces)


def dotted_path(view: Callable[..., Any]) -> str:
    """Name a view by the module and name of its class, or of its function."""
    place = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return f"{place.__module__}.{getattr(place, '__qualname__', type(place).__name__)}"


def _from_table(view: Callable[..., Any], namespaces: Sequence[str]) -> Rule | None:
    names = [dotted_path(view), *(f"namespace:{namespace}" for namespace in namespaces)]
    return next((rule for pattern, rule in TABLE if any(fnmatchcase(name, pattern) for name in names)), None)


def _from_permission_classes(view: Callable[..., Any]) -> Rule | None:
    """Accept a REST view whose own class (not the framework's) names its permission classes."""
    view_class = getattr(view, "cls", None)
    if not (isinstance(view_class, type) and issubclass(view_class, APIView)):
        return None
    ours = [place for place in view_class.__mro__ if not place.__module__.startswith("rest_framework.")]
    is_named = any("permission_classes" in vars(place) or "get_permissions" in vars(place) for place in ours)
    return BY_PERMISSION_CLASSES if is_named else None
