"""Rotation of the deployment's keys: the small key of each file is wrapped again, the file itself is not touched.

Works through the tables in batches by primary key, each in its own short transaction; rows that are under the newest
key already are passed over, so a run that broke off costs nothing when it is repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from portal.files.models import StoredFile, UploadPart
from portal.files.sealing import SealBroken, rewrap

MODELS: tuple[type[models.Model], ...] = (StoredFile, UploadPart)
BATCH = 500


@dataclass
class Done:
    """What a run did to one table; `unopened` are the locations that no configured key opens."""

    changed: int = 0
    current: int = 0
    unopened: list[str] = field(default_factory=list)


def rewrap_all(model: type[models.Model], progress: Callable[[int], object] = lambda count: None) -> Done:
    """Bring every row of `model` under the newest key; `progress` hears how many rows each batch had."""
    done, last = Done(), 0
    while batch := _rewrap_batch(model, last, done):
        progress(len(batch))
        last = batch[-1]
    return done


@transaction.atomic
def _rewrap_batch(model: type[models.Model], after: int, done: Done) -> list[int]:
    rows = model._base_manager.filter(pk__gt=after).order_by("pk")
    # no_key: uploads may go on referring to a file meanwhile.
    batch = list(rows.select_for_update(no_key=True).only("pk", "wrapped_key", "location")[:BATCH])
    changed = [row for row in batch if _has_changed(row, done)]
    model._base_manager.bulk_update(changed, ["wrapped_key"])
    done.changed += len(changed)
    return [row.pk for row in batch]


def _has_changed(row: Any, done: Done) -> bool:
    try:
        wrapped = rewrap(bytes(row.wrapped_key))
    except SealBroken:
        done.unopened.append(row.location)
        return False
    if wrapped is None:
        done.current += 1
        return False
    row.wrapped_key = wrapped
    return True
