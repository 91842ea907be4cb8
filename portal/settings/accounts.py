"""Settings of accounts and sign-in."""

from __future__ import annotations

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_REDIRECT_URL = "/"
#: Middleware of accounts, after sign-in is known and before any view runs.
ACCOUNT_RULE_MIDDLEWARE: list[str] = []
