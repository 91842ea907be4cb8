"""A page of the work list with a million dossiers, beside the same with 10,000 (aim: under 1.5, at most 8 queries).

`BENCH_DOSSIERS` takes another number than a million; a tenth of them is open.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import _loaded
from portal.accounts.models import User
from portal.commands.measurement import Measurement
from units.models import StaffRole, UnitKind
from units.roles import Role

SMALL, LARGE = 10_000, int(os.environ.get("BENCH_DOSSIERS", "1000000"))
ROUNDS = 30


def run() -> Iterator[Measurement]:
    """Milliseconds of the page with few and with many, its queries, and how long the many took to write."""
    with _loaded.province("bench_work_list") as environment:
        _loaded.fill(environment, SMALL, SMALL // 10)
        few, _queries = _loaded.ask(environment, "work_list", "measured")
        start = time.perf_counter()
        _loaded.fill(environment, LARGE - SMALL, (LARGE - SMALL) // 10)
        filled = time.perf_counter() - start
        many, queries = _loaded.ask(environment, "work_list", "measured")
    yield Measurement(f"work list: {LARGE:,} dossiers generated", round(filled, 1), "s")
    yield Measurement(f"work list among {SMALL:,}: page", round(few, 1), "ms")
    yield Measurement(
        f"work list among {LARGE:,}: page", round(many, 1), "ms", round(many / few, 2), f"page among {SMALL:,}"
    )
    yield Measurement(f"work list among {LARGE:,}: queries", queries, "queries")


def measured() -> tuple[float, int]:
    """The median milliseconds of a page of a ward's clerk, and how many queries it asks."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(_clerk())
    page = reverse("dossiers:desk")
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(page)
        took.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"the work list answers {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return sorted(took)[ROUNDS // 2] * 1000, len(queries)


def _clerk() -> User:
    """A clerk of the demo, at one of the busiest wards of the load."""
    held = StaffRole.objects.current().filter(role=Role.CLERK, unit__kind=UnitKind.COMMUNE_CENTRE)
    return held.select_related("user").order_by("unit__code")[0].user
