"""Ten thousand dossiers through random failures, `kill -9` of workers and broker, a database restart and an outage.

Everything is real and its own: a PostgreSQL, a Valkey, Celery workers and a simulated national portal, each a process
that this one may kill, in a folder that goes afterwards (`_chaos_at_large` says what happens there).
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

from benchmarks import _loaded, _national
from portal.commands import servers
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement

DOSSIERS = _national.size_of("NATIONAL_CHAOS_DOSSIERS", 10_000)
_OF_OTHERS = ("DATABASE_URL", "REDIS_URL", "PORTAL_EMBEDDED")


def run() -> Iterator[Measurement]:
    """The figures of one run, in a process that has servers of its own."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        own = {name: value for name, value in os.environ.items() if name not in _OF_OTHERS}
        own |= {"PORTAL_VAR": folder, "LOG_LEVEL": "ERROR", "PORTAL_DEMO": "1"}
        Path(folder).chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.chaos"],
            env=own,
            cwd=ROOT,
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        raise RuntimeError("the chaos run ended early")
    found = json.loads(done.stdout.splitlines()[-1])
    seconds = found.pop("seconds")
    for name, value in found.items():
        yield Measurement(f"chaos, {found['dossiers']:,} dossiers: {name.replace('_', ' ')}", value, name)
    yield Measurement(f"chaos, {found['dossiers']:,} dossiers: elapsed", round(seconds), "s")


def main() -> None:
    """One run in servers of this PORTAL_VAR; prints its figures as JSON."""
    with servers.up():
        environment = dict(os.environ)
        for command in (["migrate"], ["load_units"], ["load_catalogue"], ["load_demo_people"]):
            _loaded.manage(environment, *command)
        _loaded.fill(environment, DOSSIERS, DOSSIERS)
        store = Path(os.environ["PORTAL_VAR"]) / "there.sqlite3"
        with _national.simulator(environment, store) as told:
            os.environ.update(told)
            django.setup()
            figures, seconds = importlib.import_module("benchmarks._chaos_at_large").through_chaos(told, store)
    sys.stdout.write(json.dumps({**vars(figures), "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
