"""What the doors of payment providers need: secrets shared with them. Without one the door stays shut."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import env

__all__ = ["BANK_NOTICE_SECRETS"]

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
