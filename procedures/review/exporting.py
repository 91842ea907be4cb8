"""Exports: the catalogue in force as a workbook, written by the worker, kept encrypted for its owner for some days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from portal.files import store
from procedures.choices import Level
from procedures.models import Field, ImportRun, ProcedureVersion, RunKind
from procedures.review.import_form import MIMES, XLSX
from procedures.sheets.writing import write_workbook

if TYPE_CHECKING:
    from procedures.models.version import VersionQuerySet

#: How long the file of an export can be taken away; it can be made anew at any time.
KEPT = timedelta(days=7)
BATCH = 100
Tell = Callable[[int, int], None]


def versions_asked(asked: dict[str, Any]) -> VersionQuerySet:
    """What is in force today, narrowed by the name of a field and by a level where they are asked for."""
    versions = ProcedureVersion.objects.valid_on()
    if field := asked.get("field"):
        versions = versions.filter(field__name=field)
    if (level := asked.get("level")) in Level.values:
        versions = versions.filter(levels__contains=[level])
    return versions


def fields_in_force() -> list[str]:
    """The names of the fields that have a procedure in force today, in order."""
    standing = Field.objects.filter(versions__in=ProcedureVersion.objects.valid_on())
    return list(standing.order_by("name").values_list("name", flat=True).distinct())


def write(run: ImportRun, tell: Tell) -> int:
    """Write the workbook that a run asks for and hang it on the run, unsaved; how many procedures it holds."""
    with TemporaryFile() as file:
        number = write_workbook(versions_asked(run.asked), file, tell)
        file.seek(0)
        run.file_name = f"danh-muc-{timezone.localdate():%Y%m%d}.xlsx"
        run.stored = store.save(file.read(), run.file_name, MIMES[XLSX])
    run.expires_at = timezone.now() + KEPT
    return number


def forget_expired() -> int:
    """Drop the files whose time is over, a batch at a time; how many. The runs stay to be read."""
    number = 0
    while dropped := _forget_batch():
        number += dropped
    return number


@transaction.atomic
def _forget_batch() -> int:
    held = ImportRun.objects.filter(kind=RunKind.EXPORT, stored__isnull=False, expires_at__lte=timezone.now())
    batch = list(held.select_for_update(skip_locked=True, of=("self",)).select_related("stored").order_by("pk")[:BATCH])
    ImportRun.objects.filter(pk__in=[run.pk for run in batch]).update(stored=None)
    for run in batch:
        if run.stored is not None:
            store.discard(run.stored)
    return len(batch)
