"""Looking at processes by the file that names their id, and stopping them for certain."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil


def process_in(pid_file: Path, command: str) -> psutil.Process | None:
    """Return the live process whose id is the first line of `pid_file`, if it is a `command`.

    A process id may have been given to another program since: its name decides.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        is_ours = command in process.name() and is_alive(process)
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return process if is_ours else None


def is_alive(process: psutil.Process) -> bool:
    """Tell whether the very process still runs: not ended, not a zombie, its id not given to another."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(process: psutil.Process, how: signal.Signals, patience_seconds: float) -> None:
    """Send `how`, wait, and kill what has not ended by then, with its children."""
    try:
        family = process.children(recursive=True)
        process.send_signal(how)
        process.wait(patience_seconds)
    except psutil.TimeoutExpired:
        for each in [process, *family]:
            try:
                each.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs([process, *family], timeout=5)
    except psutil.NoSuchProcess:
        return


def last_lines(log: Path, count: int = 8) -> str:
    """Return the end of a log file, to show when a server would not start."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
