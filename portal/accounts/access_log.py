"""The one way to log a look at guarded personal data; call it where the number is shown, before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from portal.accounts.models import AccessLogEntry, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

_NAMES_OF_A_THING = ("code", "public_id")


def reference(subject: models.Model | str) -> str:
    """Say in one line what was looked at: "dossiers.dossier H29.151-261122-0001"; a text stands for itself."""
    if isinstance(subject, str):
        return subject
    names = (getattr(subject, name, None) for name in _NAMES_OF_A_THING)
    name = next((name for name in names if name), subject.pk)
    return f"{subject._meta.label_lower} {name}"


def record_look(
    actor: User | AnonymousUser | None,
    subject: models.Model | str,
    why: str,
    request: HttpRequest | None = None,
    *,
    owner: User | None = None,
    client: str = "",
) -> AccessLogEntry:
    """Log that `actor` (or the API client) looks at `subject`, and why; `owner` is the person whose data it is."""
    return AccessLogEntry.objects.create(
        actor=actor if isinstance(actor, User) else None,
        client=client,
        owner=subject if isinstance(subject, User) else owner,
        subject=reference(subject),
        why=why,
        ip=request.META.get("REMOTE_ADDR") or None if request else None,
        path=request.path[:500] if request else "",
    )
