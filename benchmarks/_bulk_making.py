"""What `bulk` measures, in a process of its own: prints its figures as one line of JSON."""

from __future__ import annotations

import json
import resource
import tempfile
import time

from django.db import connection
from django.utils import timezone

from procedures import bulk_files
from procedures.models import BulkFile

_IN_FORCE = """SELECT id FROM procedures_procedureversion
WHERE state IN ('published', 'retired') AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)"""
_CASES = f"SELECT id FROM procedures_case WHERE version_id IN ({_IN_FORCE})"  # noqa: S608 - texts of ours
_PROCESSES = f"SELECT id FROM procedures_internalprocess WHERE version_id IN ({_IN_FORCE})"  # noqa: S608
#: The best of so many counts: the first also brings the rows into memory.
COPIES = 3
#: The rows that the files tell, by table: column and where its values come from.
ROWS = {
    "procedures_procedureversion": f"id IN ({_IN_FORCE})",
    "procedures_case": f"version_id IN ({_IN_FORCE})",
    "procedures_component": f"case_id IN ({_CASES})",
    "procedures_fee": f"case_id IN ({_CASES})",
    "procedures_timelimit": f"case_id IN ({_CASES})",
    "procedures_internalprocess": f"version_id IN ({_IN_FORCE})",
    "procedures_step": f"process_id IN ({_PROCESSES})",
}


def copied() -> int:
    """Write the rows to a file as PostgreSQL writes them; how many bytes."""
    size, day = 0, timezone.localdate()
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        for table, condition in ROWS.items():
            asked = f"COPY (SELECT * FROM {table} WHERE {condition}) TO STDOUT (FORMAT csv)"  # noqa: S608
            with cursor.copy(asked, {"day": day}) as rows:
                for piece in rows:
                    size += file.write(piece)
    return size


def measure() -> dict[str, float]:
    """Copy and make the files once; seconds, bytes, MiB of the process. The files are taken away again."""
    idle = _peak_mebibytes()
    copy_seconds = min(_seconds_of_a_copy() for _round in range(COPIES))
    start = time.perf_counter()
    if not bulk_files.make_if_stale():
        raise RuntimeError("no file was made: the catalogue was told already")
    seconds = time.perf_counter() - start
    made = list(BulkFile.objects.all())
    for file in made:
        bulk_files.storage().delete(file.location)
    return {
        "copy_seconds": copy_seconds,
        "seconds": seconds,
        "procedures": made[0].rows,
        "bytes": sum(file.size_bytes for file in made),
        "idle_mebibytes": idle,
        "peak_mebibytes": _peak_mebibytes(),
    }


def tell() -> None:
    """Print the figures."""
    print(json.dumps(measure()))  # noqa: T201 - they are what this process is for


def _seconds_of_a_copy() -> float:
    start = time.perf_counter()
    copied()
    return time.perf_counter() - start


def _peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
