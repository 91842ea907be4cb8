"""Keeps one part of the site running: `python -m portal.commands.keeper COMMAND…`.

Starts the command again when it ends by itself, after a growing pause, and ends it when told to or when
the supervisor is gone, so that a killed `bin/serve` leaves no web server or worker behind.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from types import FrameType

import psutil

from portal.commands import places
from portal.commands.bootstrap import say
from portal.commands.processes import is_alive

LOOK_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0
#: A part that ran this long had started well: the next pause is short again.
HEALTHY_SECONDS = 60.0


class Keeper:
    """One command, its process, and whether it is to go on."""

    def __init__(self, command: list[str]) -> None:
        """Remember the command; `run` starts it."""
        self.command = command
        # honcho puts a process of its own between the supervisor and us, so the parent is not enough.
        self.supervisor = psutil.Process(int(os.environ.get("PORTAL_SUPERVISOR") or os.getppid()))
        self.is_stopping = False

    def stop(self, *_: int | FrameType | None) -> None:
        """Ask the loop to end (a signal handler)."""
        self.is_stopping = True

    def run(self) -> None:
        """Run the command, again and again, until told to stop or orphaned."""
        pause = 1.0
        while not self._is_over():
            started = time.monotonic()
            code = self._run_once()
            if self._is_over():
                return
            pause = 1.0 if time.monotonic() - started > HEALTHY_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            say(f"ended with {code}; starting again in {pause:.0f} s")
            self._wait(pause)

    def _run_once(self) -> int:
        process = subprocess.Popen(self.command)
        while process.poll() is None and not self._is_over():
            time.sleep(LOOK_SECONDS)
        if process.poll() is None:
            process.terminate()
        return process.wait()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._is_over():
            time.sleep(LOOK_SECONDS)

    def _is_over(self) -> bool:
        return self.is_stopping or not is_alive(self.supervisor)


def main() -> None:
    """Keep the command given on the command line; hold the lock that says parts are still there."""
    keeper = Keeper(sys.argv[1:])
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    with (places.run_folder() / "parts.lock").open("a") as parts:
        fcntl.flock(parts, fcntl.LOCK_SH)
        keeper.run()


if __name__ == "__main__":
    main()
