"""Reconciling a statement of 100,000 lines, from the bytes of the file to the differences (aim: within 30 s).

98 % of the lines are in the books already, 1 % is heard of for the first time, 1 % of what the books have is not in the
file. The reference is PostgreSQL alone: the same lines by COPY into a table, joined with the same payments in one
statement. Both run in one transaction that is taken back.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from payments import reconciling, statement_files, statement_taking, statements
from payments.models import BankAccount, Payment, StatementFile
from portal.accounts.models import User
from portal.commands.measurement import Measurement
from portal.files import store
from portal.vietnamese.moments import VIETNAM
from units.models import Unit

LINES, NEW, GONE = 100_000, 1_000, 1_000
REFERENCE = "PostgreSQL: COPY and one join"
_NUMBER = "990011001100"
_HEADS = "Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Mô tả"
_JOIN = """
SELECT count(*) FILTER (WHERE line.amount = payment.amount_dong), count(*) FILTER (WHERE payment.id IS NULL),
    count(*) FILTER (WHERE line.reference IS NULL)
FROM bench_line line FULL JOIN (SELECT * FROM payments_payment WHERE account_number = %s) payment
    ON payment.provider_reference = line.reference
"""


def run() -> Iterator[Measurement]:
    """Seconds of the reference and of reconciling, and how many differences both found."""
    with transaction.atomic():
        account, day = _books()
        content = _file(day)
        plain = _plain(content)
        start = time.perf_counter()
        differences = _reconcile(account, content)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    yield Measurement(f"reconcile: {LINES:,} lines by {REFERENCE}", round(plain, 2), "s")
    yield Measurement(
        f"reconcile: {LINES:,} lines, read, taken in and compared", round(seconds, 2), "s", round(seconds / plain, 1),
        REFERENCE,
    )  # fmt: skip
    yield Measurement("reconcile: differences found", differences, "differences")


def _reconcile(account: BankAccount, content: bytes) -> int:
    """What the worker does with a file; how many differences are open then."""
    statement = statements.read(content, account.number)
    stored = store.save(content[:1000], "bench.csv", "text/csv")
    days = [line.booked_at.date() for line in statement.lines]
    file = StatementFile.objects.create(
        account=account, stored=stored, file_name="bench.csv", uploaded_by=User.objects.all()[0], state="done",
        submission_key="00000000-0000-4000-8000-000000000001", finished_at=timezone.now(), first_day=min(days),
        last_day=max(days),
    )  # fmt: skip
    statement_files.keep_lines(statement, file)
    statement_taking.take(statement)
    return reconciling.compare_file(file)


def _books() -> tuple[BankAccount, dt.date]:
    """An account with what the bank told of it yesterday."""
    day = timezone.localdate() - dt.timedelta(days=1)
    unit = Unit.objects.filter(bank_accounts=None).order_by("pk")[0]
    account = BankAccount.objects.create(
        unit=unit, bank_bin="970436", bank_name="Vietcombank", number=_NUMBER, holder="BENCH", valid_from=day
    )
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=VIETNAM)
    Payment.objects.bulk_create(
        (
            Payment(provider="bank", provider_reference=f"B{n}", amount_dong=1_000 + n, account_number=_NUMBER,
                    told_purpose=f"nop le phi {n}", received_at=noon)
            for n in range(LINES - NEW + GONE)
        ),
        batch_size=5_000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_payment")
    return account, day


def _file(day: dt.date) -> bytes:
    """The statement: all but the last of the payments, and as many new ones as it has lines for."""
    known = (f"{day:%d/%m/%Y};B{n};;{1_000 + n};nop le phi {n}" for n in range(LINES - NEW))
    new = (f"{day:%d/%m/%Y};N{n};;{1_000 + n};khong ro {n}" for n in range(NEW))
    return "\n".join((_HEADS, *known, *new)).encode()


def _plain(content: bytes) -> float:
    """Seconds of PostgreSQL alone over the same lines."""
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_line (day text, reference text, out text, amount bigint, text text)"
        )
        with cursor.copy("COPY bench_line FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)") as copy:
            copy.write(content)
        cursor.execute(_JOIN, [_NUMBER])
        if cursor.fetchone() != (LINES - NEW, NEW, GONE):
            raise RuntimeError("the reference found something else")
        cursor.execute("DROP TABLE bench_line")
    return time.perf_counter() - start
