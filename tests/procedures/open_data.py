"""What tests of the open data share: a procedure in force, another version, an end; and the answers of machines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test import Client

from procedures import page_cache
from procedures.models import Procedure
from procedures.publishing import change_catalogue, publish
from tests.procedures.factories import announced, draft

LIST, CHANGES = "/api/v1/procedures/", "/api/v1/changes/"
CODE = "1.001193"


def commit() -> None:
    """What the end of a transaction does: number the log, let caches go."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    page_cache.forget(())


def end(procedure: Procedure, successor: Procedure | None = None) -> None:
    """Abolish a procedure today."""
    change_catalogue([], {procedure.pk: successor.pk if successor else None})
    commit()


def amend(procedure: Procedure, number: int, start: date | None = None, **content: Any) -> None:
    """Announce another version."""
    publish([draft(procedure=procedure, number=number, **content)], start)
    commit()


def read(client: Client, url: str = LIST, **query: Any) -> Any:
    """The body of an answer."""
    response = client.get(url, query)
    assert response.status_code == 200, response.content
    return response.json()


def problem(response: Any, field: str) -> None:
    """A refusal of one value, in the shape of all refusals."""
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["errors"][0]["field"] == field


def born() -> Procedure:
    """Registration of a birth, in force."""
    procedure = announced(CODE).procedure
    commit()
    return procedure
