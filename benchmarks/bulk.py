"""Making the files with the whole catalogue (NDJSON, CSV) of the real records, beside a plain COPY of the same rows.

Needs the large real data beside the repository; works in a database of its own, filled by the import.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import _throwaway
from benchmarks.import_procedures import FILE
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement

DATABASE = "bench_bulk"
MANAGE = str(ROOT / "manage.py")
TELL = "from benchmarks import _bulk_making; _bulk_making.tell()"


def run() -> Iterator[Measurement]:
    """Seconds and peak memory of both files, beside COPY. Nothing where the real data is absent."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / FILE).is_file():
        return
    with _throwaway.database(DATABASE) as environment:
        _python(environment, MANAGE, "migrate", "-v0")
        _python(environment, MANAGE, "load_catalogue", "-v0")
        _python(environment, MANAGE, "import_procedures", str(folder / FILE), "--accept-doubtful")
        # In a process of its own: its peak of memory is that of the worker, not of what ran here before.
        told = json.loads(_python(environment, MANAGE, "shell", "-v0", "-c", TELL))
    yield Measurement("bulk: COPY of the same rows", round(told["copy_seconds"], 2), "s")
    yield Measurement(
        f"bulk: both files of {told['procedures']:,} procedures",
        round(told["seconds"], 1),
        "s",
        round(told["seconds"] / told["copy_seconds"], 1),
        "COPY of the same rows",
    )
    yield Measurement("bulk: NDJSON and CSV together", round(told["bytes"] / 2**20, 1), "MiB")
    yield Measurement("bulk: peak memory", round(told["peak_mebibytes"]), "MiB")
    yield Measurement("bulk: memory before the first row", round(told["idle_mebibytes"]), "MiB")


def _python(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
