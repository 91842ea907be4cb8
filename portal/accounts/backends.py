"""Who may be signed in at all: asked at sign-in, and at every request of a session that already is."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


class AccountBackend(AuthenticationBackend):
    """allauth's, which knows e-mail and phone, without the accounts of a demo outside of it."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Refuse inactive accounts, and demo accounts where PORTAL_DEMO is off: their passwords are public."""
        return user is not None and may_sign_in(user)


def may_sign_in(user: AbstractBaseUser) -> bool:
    """Whether this account may be used here and now."""
    return user.is_active and (settings.PORTAL_DEMO or not getattr(user, "is_demo", False))
