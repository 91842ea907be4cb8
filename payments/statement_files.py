"""Statements that accountants hand in: kept, then taken in by the worker with its progress, and again if it was lost.

A file with a single fault changes nothing. A sound one goes in line by line, so that money for one order waits for no
other; done twice it ends the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import reconciling, refund_following
from payments.models import BankAccount, StatedLine, StatementFile
from payments.models.statements import FileState
from payments.statement_taking import Taken, reference_of, take
from payments.statements import Statement, StatementLine, Unreadable, read
from payments.vocabulary import Provider
from portal.accounts.models import User
from portal.files import store
from portal.outbox.waking import wake_on_commit
from portal.vietnamese.moments import VIETNAM

TASK = "payments.take_statements"
#: A file that showed no sign of life for this long lost its worker.
LOST_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3
_BEAT_SECONDS = 1.0
_BATCH = 2000
#: The mark of a file's outcomes for what is no outcome of a report.
WENT_OUT, REPEATED = "went_out", "repeated"


@transaction.atomic
def hand_in(account: BankAccount, content: bytes, name: str, user: User, key: UUID) -> StatementFile:
    """Keep a file for the worker; the same key gives the file that was kept the first time."""
    stored = store.save(content, name, "application/octet-stream", scan=True)
    told = {"account": account, "stored": stored, "file_name": name[:255], "uploaded_by": user}
    file, is_new = StatementFile.objects.get_or_create(submission_key=key, defaults=told)
    if is_new:
        wake_on_commit(TASK)
    return file


def take_waiting() -> int:
    """Take in all files that wait, or whose worker was lost; how many."""
    number = 0
    while (file := _claim()) is not None:
        number += 1
        if file.attempts > MOST_ATTEMPTS:
            told = _("Máy xử lý dừng giữa chừng %(times)d lần. Hãy chia nhỏ tệp hoặc báo quản trị hệ thống.")
            _finish(file, told % {"times": MOST_ATTEMPTS})
        else:
            _do(file)
    return number


@transaction.atomic
def _claim() -> StatementFile | None:
    lost = Q(state=FileState.RUNNING, beat_at__lt=timezone.now() - LOST_AFTER)
    waiting = StatementFile.objects.filter(Q(state=FileState.WAITING) | lost).order_by("pk")
    file = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("stored", "account").first()
    if file is not None:
        file.state, file.beat_at, file.attempts = FileState.RUNNING, timezone.now(), file.attempts + 1
        file.save(update_fields=["state", "beat_at", "attempts"])
    return file


def _do(file: StatementFile) -> None:
    """One file; an error of ours ends it in words and goes on to the log."""
    try:
        statement = read(store.open(file.stored), file.account.number)
        if statement.faults:
            file.faults = [{"row": each.row, "column": each.column, "what": each.what} for each in statement.faults]
            _finish(file, _("Sao kê có chỗ cần sửa. Không có dòng nào được ghi nhận."))
            return
        keep_lines(statement, file)
        taken = take(statement, _progress(file))
    except Unreadable as error:
        _finish(file, str(error))
    except Exception:
        _finish(file, _("Có lỗi của hệ thống khi xử lý; quản trị hệ thống đã có nhật ký."))
        raise
    else:
        _tell(file, statement, taken)
        _finish(file)
        reconciling.compare_file(file)
        refund_following.confirm_from(file)


def keep_lines(statement: Statement, file: StatementFile | None = None) -> None:
    """Keep what the statement says, to be held against the books; lines that another file told stay as they are."""
    lines = [_line(line, file) for line in statement.lines if line.repeats is None]
    StatedLine.objects.bulk_create(lines, batch_size=_BATCH, ignore_conflicts=True)


def _line(line: StatementLine, file: StatementFile | None) -> StatedLine:
    return StatedLine(
        file=file,
        provider=Provider.BANK,
        account_number=line.account[:19],
        reference=reference_of(line),
        booked_at=line.booked_at,
        booked_on=line.booked_at.astimezone(VIETNAM).date(),
        amount_dong=line.amount_dong,
        text=line.text[:500],
        row=line.row,
    )


def _progress(file: StatementFile) -> Callable[[int, int], None]:
    """Writes how far a file is, at most once a second; each writing is also its sign of life."""
    written = [0.0]

    def tell(done: int, total: int) -> None:
        if time.monotonic() - written[0] >= _BEAT_SECONDS:
            written[0] = time.monotonic()
            StatementFile.objects.filter(pk=file.pk).update(done=done, total=total, beat_at=timezone.now())

    return tell


def _tell(file: StatementFile, statement: Statement, taken: Taken) -> None:
    days = [line.booked_at.astimezone(VIETNAM).date() for line in statement.lines]
    file.first_day, file.last_day = min(days), max(days)
    file.done = file.total = len(statement.lines)
    counts = {str(outcome): count for outcome, count in taken.outcomes.items()}
    file.outcomes = counts | {WENT_OUT: taken.went_out, REPEATED: len(taken.repeated_rows)}


def _finish(file: StatementFile, problem: str = "") -> None:
    file.state = FileState.FAILED if problem else FileState.DONE
    file.problem, file.finished_at = problem, timezone.now()
    file.save()
