"""REST creation of a dossier against pgbench running the same INSERTs and UPDATEs on the same database (aim: 0.15)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application
from psycopg import ClientCursor

from benchmarks._birth import birth_body
from benchmarks._pgbench import rate_of
from benchmarks._wsgi_client import WsgiClient
from dossiers.models import Dossier
from portal.commands.measurement import Measurement

#: Both take turns, and the best round of each counts, so that what else the machine does hits both alike.
ROUNDS = 6
COUNT = 60


def run() -> Iterator[Measurement]:
    """Creations a second of one client through REST, and transactions a second of pgbench with one client."""
    create = creator()
    create()
    statements = _writes_of(create)
    rate = reference = 0.0
    for _round in range(ROUNDS):
        rate = max(rate, _rate(create))
        reference = max(reference, rate_of(statements, clients=1, transactions=COUNT))
    yield Measurement("create: same writes in pgbench", round(reference, 1), "transactions/s")
    yield Measurement("create: REST", round(rate, 1), "dossiers/s", round(rate / reference, 3), "pgbench, same writes")


def _rate(create: Callable[[], None]) -> float:
    start = time.perf_counter()
    for _number in range(COUNT):
        create()
    return COUNT / (time.perf_counter() - start)


def creator() -> Callable[[], None]:
    """A function that files one birth through REST with a token of a client of its own."""
    application, _made = Application.objects.get_or_create(
        client_id="bench",
        defaults={
            "name": "bench",
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
        },
    )
    AccessToken.objects.update_or_create(
        token="bench-token",  # noqa: S106 - a token of a throw-away database
        defaults={
            "application": application,
            "scope": "dossiers:write dossiers:read",
            "expires": timezone.now() + timedelta(hours=1),
        },
    )
    client, body = WsgiClient(), json.dumps(birth_body()).encode()

    def create() -> None:
        status = client.post_json("/api/v1/dossiers/", body, {"Authorization": "Bearer bench-token"})
        if status != 201:
            raise RuntimeError(f"creation answers {status}")

    return create


def _writes_of(create: Callable[[], None]) -> list[str]:
    """The INSERTs and UPDATEs of one creation, made repeatable: fresh code, fresh ids, fresh keys."""
    writes: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE")):
            writes.append(ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        create()
    dossier = Dossier.objects.latest("pk")
    return [_repeatable(write, dossier) for write in writes]


def _repeatable(write: str, dossier: Dossier) -> str:
    own_id = "currval(pg_get_serial_sequence('dossiers_dossier', 'id'))"
    write = write.replace(dossier.code, "bench-:client_id-:run-:number")
    write = re.sub(rf"'{dossier.public_id.hex}'|'{dossier.public_id}'", "gen_random_uuid()", write)
    # What remains of the dossier's id stands as a bare number: foreign keys and the WHERE of updates.
    return re.sub(rf"(?<![\w.'-]){dossier.pk}(?![\w.'-])", own_id, write)
