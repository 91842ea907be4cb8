"""Running an import: stretch by stretch, each with its counts, its faults and how far it came in one transaction.

A worker that dies in it loses one stretch, and the next goes on where the last one ended; a run that dies three times
at one place stops there until somebody lets it go on. A dry run writes the same rows and takes them back, so it finds
what the real one would.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from portal.files import store
from portal.files.sealing import SealBroken
from portal.inheritance import comparing, taking
from portal.inheritance.columns import FILES, RESULTS, TABLES, UNITS, WrongCell, read_row
from portal.inheritance.mapping import Ways
from portal.inheritance.models import ImportFault, ImportJob, JobState
from portal.inheritance.packages import Package, PackageRefused, opened
from portal.inheritance.stretches import Context, Taken
from portal.inheritance.tables import Row
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User
    from portal.files.models import StoredFile

log = structlog.get_logger(__name__)

STRETCH = 200
#: Files are large: their stretch is over, and shows a sign of life, long before the run counts as lost.
STRETCH_OF_FILES = 25
#: A run that showed no sign of life for this long lost its worker.
LOST_AFTER = timedelta(minutes=2)
TASK = "inheritance.run"
#: How often a run may break off at one place before it stops: a deployment may meet it once, a fault meets it always.
MOST_TRIES = 3
_ORDER = [table for table in TABLES if table != UNITS]


@transaction.atomic
def start(
    stored: StoredFile,
    name: str,
    system: str,
    key: UUID,
    by: User | None,
    *,
    is_dry_run: bool,
    runs_here: bool = False,
) -> ImportJob:
    """A run that the worker takes up after the commit; the same key gives the run that it began the first time.

    One that `runs_here` is the caller's to run, and the worker's only once the caller shows no sign of life.
    """
    job, _made = ImportJob.objects.get_or_create(
        submission_key=key,
        defaults={
            "stored": stored, "file_name": name[:255], "system": system, "started_by": by, "is_dry_run": is_dry_run,
            **({"state": JobState.RUNNING, "beat_at": timezone.now(), "tries": 1} if runs_here else {}),
        },
    )  # fmt: skip
    if not runs_here:
        wake_on_commit(TASK)
    return job


def run_waiting() -> int:
    """Run what waits, and what lost its worker; how many ended. What breaks off stays with its try counted."""
    ended = 0
    while (job := _claimed()) is not None:
        try:
            run(job)
            ended += 1
        except Exception as error:  # noqa: BLE001 - whatever it is: the other runs go on, and this one is told of
            _broke_off(job, error)
    return ended


def run(job: ImportJob) -> ImportJob:
    """Take a job from where it is to its end; a package that cannot be read ends it with a sentence."""
    with override("vi"):  # what is wrong is kept in the words of the sheet
        try:
            with opened(store.open(job.stored)) as package:
                _run(job, package)
            job.state = JobState.DONE
        except (PackageRefused, FileNotFoundError, SealBroken) as problem:
            job.state, job.problem = JobState.FAILED, str(problem)
    job.finished_at = timezone.now()
    job.save()
    return job


def go_on(job: ImportJob) -> bool:
    """Let a run that stopped go on where it was; False where it is not stopped (any more)."""
    stopped = ImportJob.objects.filter(pk=job.pk, state=JobState.STOPPED)
    with transaction.atomic():
        if not stopped.update(state=JobState.WAITING, tries=0, problem="", finished_at=None):
            return False
        wake_on_commit(TASK)
    return True


@transaction.atomic
def _claimed() -> ImportJob | None:
    """The next run with its try counted; those that had all theirs are stopped on the way."""
    lost = Q(state=JobState.RUNNING) & (Q(beat_at=None) | Q(beat_at__lt=timezone.now() - LOST_AFTER))
    jobs = ImportJob.objects.select_for_update(skip_locked=True).filter(Q(state=JobState.WAITING) | lost)
    for job in jobs.order_by("pk"):
        if job.tries < MOST_TRIES:
            job.state, job.beat_at, job.tries = JobState.RUNNING, timezone.now(), job.tries + 1
            job.save(update_fields=["state", "beat_at", "tries"])
            return job
        _stop(job, "máy xử lý mất liên lạc")
    return None


def _broke_off(job: ImportJob, error: Exception) -> None:
    """Let it be tried again after a while, or stop it; the kind of the error names no person of the package."""
    kind = type(error).__name__
    log.error("import_broke_off", job=job.pk, tries=job.tries, error=kind)
    kept = ImportJob.objects.get(pk=job.pk)
    if kept.tries >= MOST_TRIES:
        _stop(kept, kind)


def _stop(job: ImportJob, why: str) -> None:
    words = "Đã thử %(tries)d lần và đều dừng ở bảng %(table)s, sau dòng thứ %(row)d (%(why)s). Phần trước đã được giữ."
    place = {"table": job.table or _ORDER[0], "row": job.position, "tries": job.tries, "why": why}
    job.state, job.problem, job.finished_at = JobState.STOPPED, words % place, timezone.now()
    job.save(update_fields=["state", "problem", "finished_at"])


def _run(job: ImportJob, package: Package) -> None:
    tables = {table: package.rows(table) for table in TABLES}
    job.total = sum(len(tables[table]) for table in _ORDER)
    context = Context(job.system, package, Ways(_decided(tables[UNITS])), is_dry_run=job.is_dry_run)
    _go_through(job, tables, context)
    if not job.is_dry_run:
        job.check_result = comparing.compared(job, tables)


def _go_through(job: ImportJob, tables: dict[str, list[Row]], context: Context) -> None:
    first = _ORDER.index(job.table) if job.table else 0
    for table in _ORDER[:first]:
        _remember(job, table, tables[table], context)
    for table in _ORDER[first:]:
        start_at = job.position if table == job.table else 0
        _remember(job, table, tables[table][:start_at], context)
        length = min(STRETCH, STRETCH_OF_FILES) if table in (FILES, RESULTS) else STRETCH
        for place in range(start_at, len(tables[table]), length):
            rows = tables[table][place : place + length]
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
        job.done, job.tries = job.done + len(rows), 1
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
