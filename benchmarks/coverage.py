"""The coverage matrix of a whole province: its page and the file of every gap, for 2,300 procedures.

The reference is the plainest SQL that looks at as much: how many cells (procedure × service centre) have no open
counter. Everything is made in one transaction that is taken back, so the catalogue of the site stays as it was.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.publish import content
from portal.accounts.models import User
from portal.commands.measurement import Measurement
from procedures.drafting import store_drafts
from procedures.publishing import publish
from units import lookup
from units.models import Counter, Unit, UnitKind

PROCEDURES, ROUNDS = 2300, 5
PAGE = "/cong-khai/ra-soat/do-phu/"
REFERENCE = "one SQL count of the cells without a counter"
COUNT_CELLS = """
SELECT count(*) FROM procedures_procedureversion v CROSS JOIN units_unit c
 WHERE v.state = 'published' AND 'commune' = ANY(v.levels) AND c.kind = 'commune_committee' AND c.valid_to IS NULL
   AND NOT EXISTS (SELECT FROM units_unit o JOIN units_counter k ON k.unit_id = o.id
                    WHERE o.parent_id = c.id AND k.valid_to IS NULL)
"""


def run() -> Iterator[Measurement]:
    """Seconds, queries and memory of the page, seconds of the file, beside the count."""
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
        fill()
        yield from measured()
        transaction.set_rollback(True)


def fill() -> None:
    """The procedures, and centres of several kinds: some without counters, some without a division."""
    for start in range(0, PROCEDURES, 250):
        numbers = range(start, min(start + 250, PROCEDURES))
        publish(store_drafts([content(50_000 + number) for number in numbers]))
    today = timezone.localdate()
    committees = list(
        Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE).order_by("code").values_list("pk", flat=True)
    )
    Counter.objects.filter(unit__parent__in=committees[::10]).update(valid_to=today)
    for place, slug in enumerate(("kinh-te", "van-hoa-xa-hoi", "van-phong")):
        Unit.objects.filter(parent__in=committees[place::7], slug=slug).update(valid_to=today)


def measured() -> Iterator[Measurement]:
    """The figures, for what `fill` made."""
    client = _publisher()
    plain = _best(_count_cells)
    size = f"{PROCEDURES:,} procedures × {_centres()} centres"
    yield Measurement(f"coverage, {size}: {REFERENCE}", round(plain * 1000, 1), "ms")
    page = _best(lambda: _read(client, PAGE))
    yield Measurement(f"coverage, {size}: page", round(page * 1000), "ms", round(page / plain, 1), REFERENCE)
    with CaptureQueriesContext(connection) as asked:
        _read(client, PAGE)
    yield Measurement(f"coverage, {size}: queries of the page", len(asked), "queries")
    yield Measurement(f"coverage, {size}: memory of the page", round(_mebibytes(client), 1), "MiB")
    file = _best(lambda: _read(client, f"{PAGE}?tep=csv"))
    yield Measurement(
        f"coverage, {size}: every gap as CSV", round(file * 1000), "ms", round(file / plain, 1), REFERENCE
    )


def _publisher() -> Client:
    person, _new = User.objects.get_or_create(
        email="bench-coverage@bench.example", defaults={"full_name": "Đo độ phủ", "kind": "staff"}
    )
    person.staff_roles.create(unit=lookup.provincial_committee(), role="publisher", valid_from=timezone.localdate())
    client = Client()
    client.force_login(person)
    return client


def _centres() -> int:
    return Unit.objects.current().filter(kind=UnitKind.COMMUNE_COMMITTEE).count()


def _count_cells() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_CELLS)
        cursor.fetchone()


def _read(client: Client, address: str) -> int:
    """The length of what is answered; RuntimeError when it is not the page."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return len(answer.getvalue())


def _best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of several rounds: the others met what else the machine does."""
    seconds = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _mebibytes(client: Client) -> float:
    tracemalloc.start()
    try:
        _read(client, PAGE)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
