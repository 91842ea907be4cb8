"""Settings of a real deployment. Refuses to start with a secret missing or a demo switch left on."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal.settings import error_reports
from portal.settings.base import *  # noqa: F403
from portal.settings.environment import address, switch, text, whole_number

SHORTEST_SECRET = 32


def required(name: str) -> str:
    """Return the environment variable `name`; raise ImproperlyConfigured when it is absent or empty."""
    value = text(name)
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


def secret(name: str) -> str:
    """Return a secret; raise ImproperlyConfigured, without the secret, when it is too short to be one."""
    value = required(name)
    if len(value) < SHORTEST_SECRET:
        message = f"{name} must have at least {SHORTEST_SECRET} characters; .env.example says how to make one."
        raise ImproperlyConfigured(message)
    return value


def host_names(name: str) -> list[str]:
    """Return the names of hosts; raise ImproperlyConfigured for addresses, which would match no request."""
    hosts = required_list(name)
    for host in hosts:
        if "/" in host:
            message = f"{name} holds names of hosts such as dichvucong.example.gov.vn, not {host!r}."
            raise ImproperlyConfigured(message)
    return hosts


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


for opened in ("PORTAL_DEMO", "DEBUG"):
    if switch(opened, default=False):
        message = f"{opened} must not be set in production: it opens accounts or pages to strangers."
        raise ImproperlyConfigured(message)

DEBUG = False
PORTAL_DEMO = False
SECRET_KEY = secret("SECRET_KEY")
FIELD_ENCRYPTION_KEYS = usable_keys("FIELD_ENCRYPTION_KEYS")
BLIND_INDEX_KEY = secret("BLIND_INDEX_KEY")
ALLOWED_HOSTS = host_names("ALLOWED_HOSTS")
required("PORTAL_URL")
#: Empty: documents are issued without digital signatures, and `manage.py check` says so.
DOCUMENT_SIGNER = text("DOCUMENT_SIGNER")
required("DATABASE_URL")
required("REDIS_URL")
if "sandbox" in str(DATABASES["default"]["NAME"]):
    message = "DATABASE_URL leads to a sandbox; the real site does not work in one."
    raise ImproperlyConfigured(message)

TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", 1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", default=True)
# The load balancer and the container ask these over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

if text("SENTRY_DSN"):
    error_reports.start(address("SENTRY_DSN", "", "https", "http"))
