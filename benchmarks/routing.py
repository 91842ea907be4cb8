"""Finding the agencies of a filing and opening its first task: CPU of this process a dossier (aim: under 5 ms).

The reference is what cannot be saved: the INSERT of the task's row alone, through the same driver.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone

from benchmarks import _loaded
from dossiers import routing, steps
from dossiers.models import Dossier, Task
from portal.commands.measurement import Measurement
from units import kept
from units.models import Unit

COUNT, ROUNDS = 200, 4


def run() -> Iterator[Measurement]:
    """Milliseconds of CPU a dossier."""
    with _loaded.province("bench_routing") as environment:
        _loaded.fill(environment, COUNT, COUNT)
        bare, own = _loaded.ask(environment, "routing", "measured")
    yield Measurement("routing: INSERT of a task alone", round(bare, 3), "ms of CPU")
    yield Measurement("routing: route and first task", round(own, 3), "ms of CPU", round(own / bare, 2), "the INSERT")


def measured() -> tuple[float, float]:
    """The best of each, in milliseconds of CPU a dossier; what was opened is rolled back."""
    named = Dossier.objects.select_related("procedure_version", "case__eform", "process")
    dossiers = list(named.prefetch_related("process__steps")[:COUNT])
    Task.objects.all().delete()
    bare = min(_cpu(dossiers, _insert) for _round in range(ROUNDS))
    own = min(_cpu(dossiers, _route) for _round in range(ROUNDS))
    return bare, own


def _cpu(dossiers: list[Dossier], work: Callable[[Dossier], None]) -> float:

    with transaction.atomic():
        start = time.process_time()
        for dossier in dossiers:
            work(dossier)
        seconds = time.process_time() - start
        transaction.set_rollback(True)
    return seconds / len(dossiers) * 1000


def _route(dossier: Dossier) -> None:

    commune = _commune(dossier.competent_unit_id)
    route = routing.find_route(dossier.procedure_version, dossier.case, {}, commune, None, kept.today())
    dossier.receiving_unit, dossier.competent_unit = route.receiving_unit, route.competent_unit
    dossier.handling_unit = route.handling_unit
    steps.begin(dossier, timezone.now())


_communes: dict[int, str] = {}


def _commune(unit: int) -> str:

    if not _communes:
        _communes.update(Unit.objects.values_list("pk", "division__code"))
    return _communes[unit]


def _insert(dossier: Dossier) -> None:

    step = min(dossier.process.steps.all(), key=lambda one: one.position)
    now = timezone.now()
    Task.objects.create(
        dossier=dossier, step=step, unit_id=dossier.receiving_unit_id, role=step.role, opened_at=now, due_at=now
    )
