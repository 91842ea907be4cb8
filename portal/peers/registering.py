"""Taking up and changing connections: what an administrator typed, kept; secrets made where none were given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction

from portal.outbox.standard_webhooks import new_secret
from portal.peers.models import Connection

if TYPE_CHECKING:
    from portal.accounts.models import User

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Made:
    """A connection with the secrets that were made for it, to be shown once; "" for those that were given."""

    connection: Connection
    secret: str
    notice_secret: str


class NameTaken(ValueError):
    """Another connection has this short name, perhaps since a moment ago."""


@transaction.atomic
def add(typed: dict[str, Any], by: User) -> Made:
    """Take up a connection. A secret left empty is made here, for the other side to be given. Raises NameTaken."""
    made = {name: "" if typed[name] else new_secret() for name in ("secret", "notice_secret")}
    connection = Connection(**(typed | {name: value for name, value in made.items() if value}))
    try:
        with transaction.atomic():
            connection.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(connection.short_name) from error
    log.info("peer_connected", connection=connection.pk, by=by.pk)
    return Made(connection, **made)


@transaction.atomic
def change(connection: Connection, typed: dict[str, Any], by: User) -> None:
    """Keep what was changed; a secret left empty stays, and so does the short name."""
    kept = Connection.objects.select_for_update().get(pk=connection.pk)
    changes = {name: value for name, value in typed.items() if name != "short_name"}
    for name, value in changes.items():
        if value or name not in ("secret", "notice_secret"):
            setattr(kept, name, value)
    kept.save(update_fields=[*changes])
    log.info("peer_changed", connection=kept.pk, by=by.pk)
