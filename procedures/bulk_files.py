"""Making and keeping the files with the whole catalogue in force. The worker's part: no request ever builds one.

Written a batch of procedures at a time into a temporary file, so memory does not grow with the catalogue, then put
into the store. They are open data, so they are stored as they are, unlike what people hand in.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Callable
from datetime import date
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from procedures import catalogue, change_log
from procedures.bulk_rows import SCHEMA_VERSION, json_line, table_head, table_rows
from procedures.models import BulkFile, BulkFormat, ProcedureVersion

#: How many of each format stay: who is taking the last but one may finish.
KEPT = 2
#: Names the work for PostgreSQL's advisory locks, so that of two workers one does it.
LOCK = 0x62756C6B
_WRITE: dict[str, tuple[bytes, Callable[[ProcedureVersion], bytes]]] = {
    BulkFormat.NDJSON: (b"", json_line),
    BulkFormat.CSV: (table_head(), table_rows),
}


class _Writing:
    """One file on its way, with its sum and size."""

    def __init__(self, file: IO[bytes], head: bytes) -> None:
        self.file, self.sum, self.size = file, hashlib.sha256(), 0
        self.write(head)

    def write(self, piece: bytes) -> None:
        self.file.write(piece)
        self.sum.update(piece)
        self.size += len(piece)


def storage() -> Storage:
    """Where they lie."""
    return storages["default"]


def newest(kind: str) -> BulkFile | None:
    """The last file of a format; None before the first was made."""
    return BulkFile.objects.filter(format=kind).first()


def is_stale() -> bool:
    """Whether something was announced, a day began, or a file was lost since they were made. Three small queries."""
    fresh = (change_log.state().number, timezone.localdate(), SCHEMA_VERSION)
    return any(not _is_fresh(newest(kind), fresh) for kind in BulkFormat.values)


def _is_fresh(file: BulkFile | None, fresh: tuple[int, date, int]) -> bool:
    if file is None or (file.number, file.day, file.schema_version) != fresh:
        return False
    return storage().exists(file.location)


def make_if_stale() -> int:
    """Make the files anew when they are stale and no other worker is at it; how many."""
    if not is_stale():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone()
        if not (is_ours and is_stale()):
            return 0
        with override("vi"):
            made = _make()
    _forget_old()
    return made


def _make() -> int:
    # Before the versions: whoever goes on from this number may be told of something twice, never too little.
    number, day = change_log.state().number, timezone.localdate()
    with tempfile.TemporaryFile() as ndjson, tempfile.TemporaryFile() as table:
        files = {BulkFormat.NDJSON: ndjson, BulkFormat.CSV: table}
        writing = {kind: _Writing(files[kind], _WRITE[kind][0]) for kind in files}
        ids = catalogue.ids_by_code(ProcedureVersion.objects.valid_on(day))
        for version in catalogue.in_batches(ids):
            for kind, out in writing.items():
                out.write(_WRITE[kind][1](version))
        for kind, out in writing.items():
            _keep(kind, out, number, day, len(ids))
    return len(writing)


def _keep(kind: str, out: _Writing, number: int, day: date, rows: int) -> None:
    out.file.seek(0)
    place = storage().save(f"bulk/catalogue-{day}-{secrets.token_hex(6)}.{kind}", File(out.file))
    BulkFile.objects.create(
        format=kind,
        schema_version=SCHEMA_VERSION,
        number=number,
        day=day,
        rows=rows,
        size_bytes=out.size,
        sha256=out.sum.hexdigest(),
        location=place,
    )


def _forget_old() -> None:
    """Rows first, then what they named: a file without a row is only waste, a row without a file an error."""
    for kind in BulkFormat.values:
        for old in BulkFile.objects.filter(format=kind)[KEPT:]:
            old.delete()
            storage().delete(old.location)
