"""What the doors of payment providers need: secrets shared with them. Without one the door stays shut."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import address, env, text

__all__ = [
    "BANK_NOTICE_SECRETS",
    "PAYMENT_PLATFORM_PARTNER",
    "PAYMENT_PLATFORM_SECRET",
    "PAYMENT_PLATFORM_URL",
]

_SHORTEST = 32


def _secrets(name: str) -> list[str]:
    """Secrets of a comma-separated variable; ImproperlyConfigured, without the secret, when one is too short."""
    given = [secret.strip() for secret in env.list(name, default=[]) if secret.strip()]
    if any(len(secret) < _SHORTEST for secret in given):
        message = f"Each secret of {name} must have at least {_SHORTEST} characters."
        raise ImproperlyConfigured(message)
    return given


#: Secrets of banks that tell of money by webhook; a new one stands beside the old one while they are exchanged.
BANK_NOTICE_SECRETS = _secrets("BANK_NOTICE_SECRETS")

#: Who we are to the national payment platform, the secret shared with it, and where it listens.
PAYMENT_PLATFORM_PARTNER = text("PAYMENT_PLATFORM_PARTNER")
PAYMENT_PLATFORM_SECRET = next(iter(_secrets("PAYMENT_PLATFORM_SECRET")), "")
PAYMENT_PLATFORM_URL = address("PAYMENT_PLATFORM_URL", "", "https", "http") if text("PAYMENT_PLATFORM_URL") else ""
