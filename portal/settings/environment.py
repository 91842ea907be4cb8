"""Where the settings read the environment: one reader, and the few values every module needs.

A value that cannot be meant is refused at the start in one sentence that names the variable, never taken for a default:
a mistyped switch that quietly counts as "off" is found by a stranger first.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")

#: Everything that the site writes on its own machine: databases, files, secrets, compiled assets.
PORTAL_VAR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var"))).expanduser().resolve()

SHORTEST_SECRET = 32
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(name: str, default: str = "") -> str:
    """Return a variable without surrounding spaces; the default when it is absent or empty."""
    value: str = env.str(name, default="").strip()
    return value or default


def whole_number(name: str, default: int, at_least: int = 0) -> int:
    """Return a number; ImproperlyConfigured when the variable holds anything but digits, or too small a number."""
    given = text(name)
    if not given:
        return default
    if not re.fullmatch(r"[0-9]{1,15}", given) or int(given) < at_least:
        message = f"{name} must be a whole number of at least {at_least}, not {given!r}."
        raise ImproperlyConfigured(message)
    return int(given)


def switch(name: str, default: bool) -> bool:
    """Return whether something is on; ImproperlyConfigured when the variable says neither on nor off."""
    given = text(name).lower()
    if not given:
        return default
    if given not in ON + OFF:
        message = f"{name} must be 1 or 0, not {given!r}."
        raise ImproperlyConfigured(message)
    return given in ON


def one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words, in capitals; ImproperlyConfigured for any other."""
    given = text(name, default).upper()
    if given not in allowed:
        message = f"{name} must be one of {', '.join(allowed)}, not {given!r}."
        raise ImproperlyConfigured(message)
    return given


def address(name: str, default: str, *schemes: str) -> str:
    """Return an address (URL) with one of the schemes; ImproperlyConfigured, without what may be a password in it."""
    given = text(name, default)
    try:
        parts = urlsplit(given)
        is_one = parts.scheme in schemes and bool(parts.hostname or parts.path.strip("/") or parts.query)
    except ValueError:  # unbalanced brackets around an IPv6 address
        is_one = False
    if not is_one:
        message = f"{name} must be an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}."
        raise ImproperlyConfigured(message)
    return given


def matching(name: str, default: str, pattern: str, what: str) -> str:
    """Return a value of a given form; ImproperlyConfigured says `what` it must be."""
    given = text(name, default)
    if not re.fullmatch(pattern, given):
        message = f"{name} must be {what}, not {given!r}."
        raise ImproperlyConfigured(message)
    return given


def secrets(name: str) -> list[str]:
    """Return secrets of a comma-separated variable; ImproperlyConfigured, without the secret, for one too short."""
    given = [secret.strip() for secret in env.list(name, default=[]) if secret.strip()]
    if any(len(secret) < SHORTEST_SECRET for secret in given):
        message = f"Each secret of {name} must have at least {SHORTEST_SECRET} characters."
        raise ImproperlyConfigured(message)
    return given


def is_of_this_machine(url: str) -> bool:
    """Whether an address leads to this machine, as a simulator's does, or nowhere ("")."""
    return not url or urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
