"""Invented tickets of the hotline by COPY: people with names, phones and dossiers, most of them answered long ago.

One real ticket is filed first and is the pattern of every row, so that a new column needs nothing here. Triggers are
off while rows come in, since each would ask for its log; constraints hold.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hotline import intake
from hotline.kinds import Channel, Kind
from hotline.models import Ticket
from hotline.reports import Report, Reporter, index_of_name, index_of_phone

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Quốc", "Hữu", "Kim", "Gia", "Bảo", "Thu", "Đức", "Xuân", "Hồng")
GIVEN = (
    "An", "Bình", "Châu", "Dung", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh", "Khoa", "Lan",
    "Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Oanh", "Phúc", "Phương", "Quân", "Quyên", "Sơn", "Tâm", "Thảo",
    "Tuấn",
)  # fmt: skip
OPEN_EACH = 50
"""Every fiftieth ticket is still open; one in two names a dossier, of which every third is named again."""


def name_of(number: int) -> str:
    """The name of the person behind a ticket; with the number of tickets grows how many people share one."""
    family, rest = FAMILY[number % len(FAMILY)], number // len(FAMILY)
    return f"{family} {MIDDLE[rest % len(MIDDLE)]} {GIVEN[rest // len(MIDDLE) % len(GIVEN)]}"


def phone_of(number: int) -> str:
    """The phone behind a ticket: one in ten calls again."""
    return f"+849{number - number % 10 // 9:08d}"


def dossier_of(number: int) -> str:
    """The dossier that a ticket names, "" for none."""
    return f"H29.101-{(number - 2 * (number % 6 // 4)) % 10**6:06d}-{number // 10**6:04d}" if number % 2 == 0 else ""


def fill(first: int, count: int) -> int:
    """Write tickets number `first` and on; how many there are now."""
    rows = _rows(_pattern(), first, count)
    names, begun = next(rows), f"COPY {Ticket._meta.db_table} (%s) FROM STDIN"
    columns = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(begun % columns) as copy:
            for row in rows:
                copy.write_row(row)
    _settle()
    return Ticket.objects.count()


def _pattern() -> Ticket:
    reporter = Reporter("Mẫu Văn Mẫu", "+84999999999", "mau@example.vn", "1 Lê Lợi")
    told = "Hồ sơ của tôi đã quá hạn trả kết quả mà chưa ai báo lý do, tôi gọi nhiều lần không được."
    filed = intake.file(Report(Kind.COMPLAINT_DELAY, told, Channel.PHONE, reporter), key="bench")
    return Ticket.objects.get(pk=filed.ticket.pk)


def _rows(pattern: Ticket, first: int, count: int) -> Iterator[Any]:
    """The names of the columns, then row after row."""
    fields = [field for field in Ticket._meta.concrete_fields if not field.primary_key]
    columns = [field.column for field in fields]
    yield columns
    whole = {field.column: _written(field, getattr(pattern, field.attname)) for field in fields}
    names: dict[str, list[str]] = {}
    now = timezone.now()
    for number in range(first, first + count):
        name = name_of(number)
        row = whole | _of_number(number, now)
        row["name_index"] = names.setdefault(name, index_of_name(name))
        yield [row[column] for column in columns]


def _of_number(number: int, now: dt.datetime) -> dict[str, Any]:
    received = now - dt.timedelta(seconds=30 * number)
    due = received + dt.timedelta(days=20)
    told: dict[str, Any] = {
        "public_id": uuid.uuid4(),
        "code": f"PAKN-H29-{received:%y%m%d}-B{number:07d}",
        "sent_key": f"bench{number:059d}",
        "phone_index": index_of_phone(phone_of(number)),
        "dossier_code": dossier_of(number),
        "received_at": received,
        "due_at": due,
        "answer_due_at": due,
    }
    if number % OPEN_EACH:
        told |= {"state": "closed", "answered_at": due, "first_answered_at": due, "closed_at": due, "climbs_at": None}
        told["was_late"] = False
    return told


def _written(field: Any, value: Any) -> Any:
    """As the column holds it; JSON as text, which COPY takes for such a column."""
    stored = field.get_db_prep_save(value, connection)
    plain = getattr(stored, "obj", stored)
    return json.dumps(plain) if isinstance(plain, dict) else stored


def _settle() -> None:
    """As after a night: the planner knows the table, and indexes need not ask it what is visible."""
    if connection.in_atomic_block:  # a test's transaction, which PostgreSQL never vacuums in
        return
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Ticket._meta.db_table}")
