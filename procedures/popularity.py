"""How much procedures are asked for: dossiers really filed, counted each night, for the order of search results.

Dossiers of the last twelve months count, half as much for every six months of age, so that a rush of last spring
does not outweigh this autumn. Few dossiers prove little: until many were filed, what the starter catalogue has
(communes and departments handle it most) comes before the rest.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from procedures import hooks, page_cache
from procedures.choices import Source
from procedures.models import FiledCount, ProcedureVersion, SearchEntry, SearchWord

MONTHS = 12
HALF_LIFE_MONTHS = 6
# With so many weighted dossiers in all, what was filed counts as much as what the starter catalogue supposes.
ENOUGH = 1000.0
OTHER_PROVINCE = "other_province"
# Smaller changes move no result.
LEAST_CHANGE = 0.005


@dataclass(frozen=True)
class Filed:
    """What was filed of some procedures, by id; the most of any procedure, and of all together."""

    weights: dict[int, float]
    most: float = 0.0
    total: float = 0.0

    def popularity_of(self, version: ProcedureVersion) -> float:
        """From -1 (of another province, not for people here) over 0 (nobody) to 1 (the most asked for)."""
        if any(doubt.get("flag") == OTHER_PROVINCE for doubt in version.doubts):
            return -1.0
        supposed = 1.0 if version.source == Source.STARTER else 0.0
        proved = math.log1p(self.weights.get(version.procedure_id, 0.0)) / math.log1p(self.most) if self.most else 0.0
        trust = self.total / (self.total + ENOUGH)
        return (1 - trust) * supposed + trust * proved


def filed(procedure_ids: list[int] | None = None) -> Filed:
    """What the last count says of these procedures, or of all. Two queries."""
    rows = FiledCount.objects.all()
    sums = rows.aggregate(most=Max("weight"), total=Sum("weight"))
    asked = rows if procedure_ids is None else rows.filter(procedure__in=procedure_ids)
    return Filed(dict(asked.values_list("procedure", "weight")), sums["most"] or 0.0, sums["total"] or 0.0)


@transaction.atomic
def count_anew(today: date | None = None) -> int:
    """Count what was filed and put search in that order; how many entries moved. Counting twice changes nothing."""
    weights: dict[int, float] = defaultdict(float)
    for procedure_id, months_ago, count in hooks.filed_counts(today or timezone.localdate(), MONTHS):
        weights[procedure_id] += count * 0.5 ** (months_ago / HALF_LIFE_MONTHS)
    FiledCount.objects.exclude(procedure__in=weights).delete()
    FiledCount.objects.bulk_create(
        (FiledCount(procedure_id=procedure_id, weight=weight) for procedure_id, weight in sorted(weights.items())),
        update_conflicts=True,
        unique_fields=["procedure"],
        update_fields=["weight", "counted_at"],
        batch_size=500,
    )
    return _put_in_order()


def _put_in_order() -> int:
    counted = filed()
    columns = ("popularity", "version__source", "version__doubts", "version__procedure")
    moved = []
    for entry in (
        SearchEntry.objects.select_related("version").only(*columns).order_by("pk").select_for_update(of=("self",))
    ):
        popularity = counted.popularity_of(entry.version)
        if abs(popularity - entry.popularity) >= LEAST_CHANGE:
            entry.popularity = popularity
            moved.append(entry)
    if moved:
        SearchEntry.objects.bulk_update(moved, ["popularity"], batch_size=500)
        # Another mark: each process reads its index anew.
        SearchWord.objects.filter(plain=SearchWord.TOTAL).update(spelling=uuid4().hex)
        transaction.on_commit(lambda: page_cache.forget([]))
    return len(moved)
