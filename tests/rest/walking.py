"""What tests of lists share: a list is read to its end by `next`, and back by `previous`; its queries are counted."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def read(client: Any, address: str) -> dict[str, Any]:
    """One answer, after checking that it is one."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def walked(client: Any, address: str, size: int = 1) -> list[Any]:
    """All rows of a list in pages of a size, after checking that the way back tells the same."""
    rows, pages, where = [], [], f"{address}{'&' if '?' in address else '?'}page_size={size}"
    following: str | None = where
    while following:
        page = read(client, following)
        assert set(page) == {"results", "next", "previous"}
        assert len(page["results"]) <= size
        pages.append(page["results"])
        rows += page["results"]
        last, following = page, page["next"]
    for before in reversed(pages[:-1]):
        last = read(client, last["previous"])
        assert last["results"] == before
    return rows


def queries_of(client: Any, address: str) -> int:
    """How many statements an answer costs."""
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    return len(queries)
