"""Waits until the site answers that it is ready, then becomes another command: `python when_ready.py ADDRESS COMMAND…`.

For parts that nobody waits for: their start must not hold up the site's. Run as a file, since to import the package
would cost what it saves; so it stands on nothing but the standard library.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request

LOOK_SECONDS = 0.5


def main(address: str, *command: str) -> None:
    """Become the command, or end when the supervisor is gone before the site is ready."""
    while not _is_ready(address):
        if not _is_supervised():
            return
        time.sleep(LOOK_SECONDS)
    os.execv(command[0], command)  # noqa: S606 - the command is the supervisor's


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own site
            return True
    except OSError:
        return False


def _is_supervised() -> bool:
    try:
        os.kill(int(os.environ["PORTAL_SUPERVISOR"]), 0)
    except (KeyError, ValueError, ProcessLookupError):
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
