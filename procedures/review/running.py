"""Runs: imports from the command line or by the worker, acceptances of many, exports, checks, each with its progress.

A run of the worker is a row first, so nothing depends on the call that wakes it; a run whose worker died is taken up
again, since all that it does can be done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.files import store
from portal.outbox.waking import wake_on_commit
from procedures import decision_checking
from procedures.models import ImportRun, ReviewItem, RunKind, RunState
from procedures.national.importing import Outcome, Tell, import_file
from procedures.national.reading import UnreadableFile
from procedures.review import exporting
from procedures.review.deciding import Accepted, accept_all
from procedures.sheets.importing import FaultyWorkbook, import_workbook

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User

#: A run that showed no sign of life for this long lost its worker.
LOST_AFTER = timedelta(seconds=60)
#: So many workers may be lost to one run; then the run is what ends them, and it is tried no more.
MOST_ATTEMPTS = 3
BEAT = timedelta(seconds=1)
TASK = "procedures.run_imports"


@dataclass
class FileRun:
    """The run of one file, written to the database when there is something to write."""

    kind: str
    file_name: str
    size: int = 0
    made: ImportRun | None = field(default=None)

    def begin(self) -> ImportRun:
        """The run, made when first asked for: an import that finds nothing new writes no row."""
        if self.made is None:
            now = timezone.now()
            self.made = ImportRun.objects.create(
                kind=self.kind, state=RunState.RUNNING, file_name=self.file_name[:255], total=self.size, beat_at=now
            )
        return self.made

    def end(self, outcome: Outcome, problem: str = "") -> None:
        """Write the counts of a run that was begun."""
        if self.made is not None:
            finish(self.made, outcome, problem)


def import_and_accept(path: Path, *, accept_doubtful: bool, tell: Tell = lambda stage, done: None) -> Outcome:
    """Queue what is new in a file; with ``accept_doubtful`` put it in force at once, doubts kept as marks.

    What stands announced by a decision of ours, or by our starter catalogue, waits for a publisher in any case.
    Raises UnreadableFile, after writing down how far it came.
    """
    run, outcome = FileRun(RunKind.NATIONAL, path.name, path.stat().st_size), Outcome()
    try:
        import_file(path, run.begin, tell, outcome)
    finally:
        run.end(outcome)
    if accept_doubtful:
        accepted = accept_all(
            None, with_doubts=True, tell=lambda done, total: tell("accept", done * 100 // max(total, 1))
        )
        count_accepted(run.made, outcome, accepted)
    return outcome


def import_sheet(path: Path) -> Outcome:
    """Queue what a workbook changes, from the command line. Raises FaultyWorkbook, and then nothing changed."""
    run, outcome = FileRun(RunKind.SHEET, path.name), Outcome()
    with transaction.atomic():
        import_workbook(path.read_bytes(), run.begin, outcome)
        run.end(outcome)
    return outcome


def count_accepted(run: ImportRun | None, outcome: Outcome, accepted: Accepted) -> None:
    """Write down how many of a first load went live."""
    outcome.published = accepted.accepted
    if run is not None:
        run.published = accepted.accepted
        run.save(update_fields=["published"])


def finish(run: ImportRun, outcome: Outcome, problem: str = "") -> None:
    """End a run with its counts."""
    run.read, run.queued, run.unchanged, run.refused = (
        outcome.read,
        outcome.queued,
        outcome.unchanged,
        outcome.refused,
    )
    run.state = RunState.FAILED if problem else RunState.DONE
    run.problem, run.finished_at = problem, timezone.now()
    run.save()


@transaction.atomic
def start(kind: str, user: User, key: UUID, **told: Any) -> ImportRun:
    """A run that the worker takes up after the commit; the same key gives the run that it began the first time."""
    run, is_new = ImportRun.objects.get_or_create(
        submission_key=key, defaults={"kind": kind, "started_by": user, **told}
    )
    if is_new:
        wake_on_commit(TASK)
    return run


def start_accepting(user: User, key: UUID) -> ImportRun:
    """Accept all items without doubts that are in the queue now, in the background."""
    newest = ReviewItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return start(RunKind.ACCEPT, user, key, up_to=newest)


def run_waiting() -> int:
    """Do all runs that wait, or whose worker was lost, one after the other; how many."""
    number = 0
    while (run := _claim()) is not None:
        number += 1
        if run.attempts > MOST_ATTEMPTS:
            told = _("Máy xử lý dừng giữa chừng %(times)d lần. Hãy chia nhỏ tệp hoặc báo quản trị hệ thống.")
            finish(run, Outcome(), told % {"times": MOST_ATTEMPTS})
        else:
            _do(run)
    return number


@transaction.atomic
def _claim() -> ImportRun | None:
    # A run of the command line has no key: its caller sees it end.
    lost = Q(state=RunState.RUNNING, submission_key__isnull=False, beat_at__lt=timezone.now() - LOST_AFTER)
    waiting = ImportRun.objects.filter(Q(state=RunState.WAITING) | lost)
    run = (
        waiting.select_for_update(skip_locked=True, of=("self",))
        .select_related("stored", "started_by", "decision")
        .first()
    )
    if run is not None:
        run.state, run.beat_at, run.attempts = RunState.RUNNING, timezone.now(), run.attempts + 1
        run.save(update_fields=["state", "beat_at", "attempts"])
    return run


def _do(run: ImportRun) -> None:
    """One run; an error of ours ends it in words and goes on to the log."""
    outcome = Outcome()
    try:
        _WORK[run.kind](run, outcome)
    except FaultyWorkbook:
        finish(run, Outcome(), _("Bảng tính có chỗ cần sửa. Không có dòng nào được nhập."))
    except UnreadableFile as error:
        told = _("Tệp không phải danh sách JSON, hoặc hỏng sau %(after)d ký tự. Không có bản ghi nào được nhập.")
        finish(run, outcome, told % {"after": error.after})
    except Exception:
        finish(run, outcome, _("Có lỗi của hệ thống khi xử lý; quản trị hệ thống đã có nhật ký."))
        raise
    else:
        finish(run, outcome)


def _import_national(run: ImportRun, outcome: Outcome) -> None:
    content = store.open(run.stored) if run.stored else b""
    run.total = len(content) * 2
    with NamedTemporaryFile(suffix=".json") as file:
        file.write(content)
        file.flush()
        progress = Progress(run)
        import_file(Path(file.name), lambda: run, progress.of_file(len(content)), outcome)


def _import_sheet(run: ImportRun, outcome: Outcome) -> None:
    content = store.open(run.stored) if run.stored else b""
    try:
        import_workbook(content, lambda: run, outcome, Progress(run).of_items)
    except FaultyWorkbook as faulty:
        run.faults = faulty.marks
        raise


def _accept(run: ImportRun, outcome: Outcome) -> None:
    progress = Progress(run)
    accepted = accept_all(run.started_by, up_to=run.up_to, tell=progress.of_items)
    run.published, outcome.refused = run.published + accepted.accepted, accepted.refused


def _export(run: ImportRun, outcome: Outcome) -> None:
    outcome.read = exporting.write(run, Progress(run).of_items)


def _check(run: ImportRun, outcome: Outcome) -> None:
    outcome.read, outcome.refused = decision_checking.carry_out(run, Progress(run).of_items)


_WORK: dict[str, Callable[[ImportRun, Outcome], None]] = {
    RunKind.NATIONAL: _import_national,
    RunKind.SHEET: _import_sheet,
    RunKind.ACCEPT: _accept,
    RunKind.EXPORT: _export,
    RunKind.CHECK: _check,
}


class Progress:
    """Writes how far a run is, at most once a second; each writing is also its sign of life."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self._written = run, 0.0

    def of_file(self, size: int) -> Tell:
        """For the two passes over a file of this many characters."""
        return lambda stage, done: self.write(done + (size if stage == "import" else 0), size * 2)

    def of_items(self, done: int, total: int) -> None:
        """For items decided."""
        self.write(done, total)

    def write(self, done: int, total: int) -> None:
        """Write it, unless that was done just now."""
        self.run.done, self.run.total = done, total
        if time.monotonic() - self._written >= BEAT.total_seconds():
            self._written = time.monotonic()
            ImportRun.objects.filter(pk=self.run.pk).update(done=done, total=total, beat_at=timezone.now())
