"""A program that reads the portal's code once and forks a worker of the outbox at each line it is told.

A worker that starts like this works at once: one that is killed is killed at its work, not while it reads its code.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

import django
from django.core.management import call_command
from django.core.management.base import BaseCommand


def _work(command: BaseCommand) -> None:
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        call_command(command, forever=True)
    finally:
        os._exit(0)


def main() -> None:
    """Tell the number of each worker forked, until the other end of the pipe is closed."""
    django.setup()
    from portal.outbox.management.commands.deliver_outbox import Command

    command = Command(stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - to the end of the program
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended: it is gone at once
    for _told in sys.stdin:
        pid = os.fork()
        if not pid:
            _work(command)
        with suppress(OSError):  # it may have done it itself, and be through already
            os.setpgid(pid, pid)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
