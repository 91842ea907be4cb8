"""A page of the work list with a million dossiers, beside the same with 10,000 (aim: under 1.5, at most 8 queries).

`BENCH_DOSSIERS` takes another number than a million; a tenth of them is open.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import _loaded
from dossiers.models import Dossier
from dossiers.statuses import OPEN
from dossiers.work_list import View
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
    """The milliseconds of the best of many looks at a full page of the busiest ward's clerk, and its queries."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(_clerk())
    page = f"{reverse('dossiers:desk')}?xem={View.UNIT}"
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(page)
        took.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"the work list answers {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return min(took) * 1000, len(queries)


def _clerk() -> User:
    """A clerk of the demo, who also works at the busiest ward: a page there is full among 10,000, too."""
    held = StaffRole.objects.current().filter(role=Role.CLERK, unit__kind=UnitKind.COMMUNE_CENTRE)
    role = held.select_related("user").order_by("unit__code")[0]
    waiting = Dossier.objects.filter(status__in=OPEN).values_list("receiving_unit")
    (busiest, _most) = waiting.annotate(most=Count("pk")).order_by("-most")[0]
    if not held.filter(user=role.user, unit=busiest).exists():
        StaffRole.objects.create(user=role.user, unit_id=busiest, role=Role.CLERK, valid_from=role.valid_from)
    return role.user
