"""Importing the national catalogue through the review queue into an empty database (aim: under 60 s and 500 MiB).

The reference is the least that keeps the records: parse the file and COPY each record as one JSONB row.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from benchmarks import _throwaway
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement

FILE = "procedures/procedures_public.json"
DATABASE = "bench_import"


def run() -> Iterator[Measurement]:
    """Seconds and peak memory of the import, beside parse-and-COPY. Nothing where the real data is absent."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / FILE).is_file():
        return
    reference = _copy_seconds(folder / FILE)
    yield Measurement("import: parse and COPY", round(reference, 2), "s")
    seconds, mebibytes = _import_seconds(folder / FILE)
    yield Measurement(
        "import: 2,273 procedures", round(seconds, 1), "s", round(seconds / reference, 1), "parse and COPY"
    )
    yield Measurement("import: peak memory", round(mebibytes), "MiB")


def _copy_seconds(file: Path) -> float:
    start = time.perf_counter()
    records = json.loads(file.read_text(encoding="utf-8"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_records (record jsonb)")
        with cursor.copy("COPY bench_records FROM STDIN") as copy:
            for record in records:
                copy.write_row([json.dumps(record, ensure_ascii=False)])
        cursor.execute("DROP TABLE bench_records")
    return time.perf_counter() - start


def _import_seconds(file: Path) -> tuple[float, float]:
    """Seconds and peak MiB of the command in a process and a database of its own."""
    with _throwaway.database(DATABASE) as environment:

        def manage(*arguments: str) -> None:
            command = [sys.executable, str(ROOT / "manage.py"), *arguments]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

        manage("migrate", "-v0")
        manage("load_catalogue", "-v0")
        start = time.perf_counter()
        manage("import_procedures", str(file), "--accept-doubtful")
        seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
