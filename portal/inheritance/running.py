"""Running an import: stretch by stretch, each with its counts, its faults and how far it came in one transaction.

A worker that dies in it loses one stretch, and the next goes on where the last one ended. A dry run writes the same
rows and takes them back, so it finds what the real one would.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from dossiers import aliases
from dossiers.models import DossierAlias
from portal.files import store
from portal.files.sealing import SealBroken
from portal.inheritance import taking
from portal.inheritance.columns import DOSSIERS, TABLES, UNITS, WrongCell, read_row
from portal.inheritance.mapping import Ways
from portal.inheritance.models import ImportFault, ImportJob, JobState
from portal.inheritance.packages import Package, PackageRefused, opened
from portal.inheritance.tables import Row
from portal.inheritance.taking import Context, Taken
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User
    from portal.files.models import StoredFile

STRETCH = 200
#: A run that showed no sign of life for this long lost its worker.
LOST_AFTER = timedelta(minutes=2)
TASK = "inheritance.run"
_ORDER = [table for table in TABLES if table != UNITS]


@transaction.atomic
def start(stored: StoredFile, name: str, system: str, key: UUID, by: User | None, *, is_dry_run: bool) -> ImportJob:
    """A run that the worker takes up after the commit; the same key gives the run that it began the first time."""
    job, _made = ImportJob.objects.get_or_create(
        submission_key=key,
        defaults={
            "stored": stored, "file_name": name[:255], "system": system, "started_by": by, "is_dry_run": is_dry_run,
        },
    )  # fmt: skip
    wake_on_commit(TASK)
    return job


def run_waiting() -> int:
    """Run what waits, and what lost its worker; how many ended."""
    ended = 0
    while (job := _claimed()) is not None:
        run(job)
        ended += 1
    return ended


def run(job: ImportJob) -> ImportJob:
    """Take a job from where it is to its end; a package that cannot be read ends it with a sentence."""
    with override("vi"):  # what is wrong is kept in the words of the sheet
        try:
            with opened(store.open(job.stored)) as package:
                _run(job, package)
            job.state = JobState.DONE
        except (PackageRefused, OSError, SealBroken) as problem:
            job.state, job.problem = JobState.FAILED, str(problem)
    job.finished_at = timezone.now()
    job.save()
    return job


@transaction.atomic
def _claimed() -> ImportJob | None:
    lost = Q(state=JobState.RUNNING) & (Q(beat_at=None) | Q(beat_at__lt=timezone.now() - LOST_AFTER))
    jobs = ImportJob.objects.select_for_update(skip_locked=True).filter(Q(state=JobState.WAITING) | lost)
    job = jobs.order_by("pk").first()
    if job is not None:
        job.state, job.beat_at = JobState.RUNNING, timezone.now()
        job.save(update_fields=["state", "beat_at"])
    return job


def _run(job: ImportJob, package: Package) -> None:
    tables = {table: package.rows(table) for table in TABLES}
    job.total = sum(len(tables[table]) for table in _ORDER)
    context = Context(job.system, package, Ways(_decided(tables[UNITS])), is_dry_run=job.is_dry_run)
    _go_through(job, tables, context)
    if not job.is_dry_run:
        job.check_result = compared(job, tables[DOSSIERS])


def _go_through(job: ImportJob, tables: dict[str, list[Row]], context: Context) -> None:
    first = _ORDER.index(job.table) if job.table else 0
    for table in _ORDER[:first]:
        _remember(job, table, tables[table], context)
    for table in _ORDER[first:]:
        start_at = job.position if table == job.table else 0
        _remember(job, table, tables[table][:start_at], context)
        for place in range(start_at, len(tables[table]), STRETCH):
            rows = tables[table][place : place + STRETCH]
            _stretch(job, table, place, rows, context)


def _stretch(job: ImportJob, table: str, place: int, rows: list[Row], context: Context) -> None:
    """One stretch with its counts and faults; of a dry run only these stay."""
    with transaction.atomic():
        with transaction.atomic():
            taken = taking.take(table, rows, context)
            if job.is_dry_run:
                transaction.set_rollback(True)
        faults = ImportFault.objects.bulk_create(_faults(job, table, taken))
        job.count(table, read=len(rows), made=taken.made, known=taken.known, faulty=len(faults))
        job.table, job.position, job.beat_at = table, place + len(rows), timezone.now()
        job.done += len(rows)
        job.save()


def _faults(job: ImportJob, table: str, taken: Taken) -> list[ImportFault]:
    return [
        ImportFault(
            job=job, table=table, row=row, column=column, what=what[:500],
            values={name: cell.replace("\x00", "") for name, cell in cells.items()},
        )
        for row, column, what, cells in taken.faults
    ]  # fmt: skip


def _remember(job: ImportJob, table: str, rows: list[Row], context: Context) -> None:
    """What a run that was broken off had read already, so that a code that stands twice is still found."""
    if rows:
        faulty = set(job.faults.filter(table=table).values_list("row", flat=True))
        taking.remember(table, rows, faulty, context)


def _decided(rows: list[Row]) -> dict[str, str]:
    decided: dict[str, str] = {}
    for number, cells in rows:
        try:
            said = read_row(UNITS, cells)
        except WrongCell as wrong:
            raise PackageRefused(f"don_vi, dòng {number}: {wrong}") from wrong
        decided[said["co_quan"]] = said["ma_don_vi"]
    return decided


def compared(job: ImportJob, rows: list[Row]) -> dict[str, object]:
    """Hold what the package says of its sound dossiers against what is in the database now: numbers and checksums."""
    faulty = set(job.faults.filter(table=DOSSIERS).values_list("row", flat=True))
    said = [read_row(DOSSIERS, cells) for number, cells in rows if number not in faulty]
    wanted = {aliases.tidy(one["ma_ho_so"]): (int(one["trang_thai"]), one["ngay_nop"]) for one in said}
    kept: dict[str, tuple[int, datetime]] = {}
    codes = sorted(wanted)
    for place in range(0, len(codes), 5_000):
        named = DossierAlias.objects.filter(system=job.system, code__in=codes[place : place + 5_000])
        for code, status, filed in named.values_list("code", "dossier__status", "dossier__submitted_at"):
            kept[code] = (status, filed)
    there, here = _checksum(wanted), _checksum(kept)
    return {"package": len(wanted), "here": len(kept), "sum_package": there, "sum_here": here, "agrees": there == here}


def _checksum(dossiers: dict[str, tuple[int, datetime]]) -> str:
    lines = [f"{code} {status} {int(filed.timestamp())}" for code, (status, filed) in sorted(dossiers.items())]
    return sha256("\n".join(lines).encode()).hexdigest()
