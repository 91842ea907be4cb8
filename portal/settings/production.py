"""Settings of a real deployment. Refuses to start with a secret missing or a demo switch left on."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal.settings import error_reports
from portal.settings.base import *  # noqa: F403
from portal.settings.environment import env


def required(name: str) -> str:
    """Return the environment variable `name`; raise ImproperlyConfigured when it is absent or empty."""
    value: str = env.str(name, default="")
    if not value:
        message = f"Production needs the environment variable {name}; see .env.example."
        raise ImproperlyConfigured(message)
    return value


def required_list(name: str) -> list[str]:
    """Return the parts of a comma-separated variable; raise ImproperlyConfigured when there is none."""
    parts = [part.strip() for part in required(name).split(",") if part.strip()]
    if not parts:
        message = f"Production needs the environment variable {name}; see .env.example."
        raise ImproperlyConfigured(message)
    return parts


def usable_keys(name: str) -> list[str]:
    """Return the encryption keys of a variable; raise ImproperlyConfigured, without the key, when one is none."""
    keys = required_list(name)
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            message = f"Key {position} of {name} is no Fernet key; .env.example says how to make one."
            raise ImproperlyConfigured(message) from None
    return keys


for switch in ("PORTAL_DEMO", "DEBUG"):
    if env.bool(switch, default=False):
        message = f"{switch} must not be set in production: it opens accounts or pages to strangers."
        raise ImproperlyConfigured(message)

DEBUG = False
PORTAL_DEMO = False
SECRET_KEY = required("SECRET_KEY")
FIELD_ENCRYPTION_KEYS = usable_keys("FIELD_ENCRYPTION_KEYS")
BLIND_INDEX_KEY = required("BLIND_INDEX_KEY")
ALLOWED_HOSTS = required_list("ALLOWED_HOSTS")
PORTAL_URL = required("PORTAL_URL")
required("DATABASE_URL")
required("REDIS_URL")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# The load balancer and the container ask these over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

if env.str("SENTRY_DSN", default=""):
    error_reports.start(env.str("SENTRY_DSN"))
