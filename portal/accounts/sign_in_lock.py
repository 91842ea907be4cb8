"""After five wrong passwords a name is locked for fifteen minutes, for the place they came from.

Counted in PostgreSQL and not in the cache: with the cache away, allauth's own rate limits let everything
through (the site must go on), and this lock still holds; with PostgreSQL away nobody signs in anyway. The lock
is per name and network address, so that a stranger elsewhere cannot lock a citizen out; a second, wider limit per
name alone stops a guesser with many addresses.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.db.models.expressions import Case, Value, When
from django.utils import timezone

from portal.accounts.identity import blind_index
from portal.accounts.models.sign_in_lock import SignInFailures

TRIES_FROM_ONE_PLACE = 5
TRIES_FROM_ANYWHERE = 30
LOCKED_FOR = timedelta(minutes=15)


def is_locked(name: str, place: str) -> bool:
    """Whether this name (e-mail or phone) may not be tried now from this address."""
    limits = {_fingerprint(name, ""): TRIES_FROM_ANYWHERE} | {_fingerprint(name, place): TRIES_FROM_ONE_PLACE}
    recent = SignInFailures.objects.filter(pk__in=limits, last_at__gt=timezone.now() - LOCKED_FOR)
    return any(row.count >= limits[row.pk] for row in recent)


def record_failure(name: str, place: str) -> None:
    """Count a wrong password; a count older than the lock starts again."""
    now = timezone.now()
    again = Case(When(last_at__gt=now - LOCKED_FOR, then=F("count") + 1), default=Value(1))
    for fingerprint in sorted({_fingerprint(name, place), _fingerprint(name, "")}):
        SignInFailures.objects.update_or_create(
            pk=fingerprint, defaults={"count": again, "last_at": now}, create_defaults={"last_at": now}
        )


def forget(name: str, place: str) -> None:
    """Start again after the right password: for this place only, a guesser elsewhere gets no fresh tries."""
    SignInFailures.objects.filter(pk=_fingerprint(name, place)).delete()


def purge() -> int:
    """Forget counts that lock nothing any more; returns how many."""
    return SignInFailures.objects.filter(last_at__lte=timezone.now() - LOCKED_FOR).delete()[0]


def _fingerprint(name: str, place: str) -> str:
    return blind_index(f"sign-in {name.lower()} {place}")
