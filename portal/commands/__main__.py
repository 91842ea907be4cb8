"""Picks the command: `python -m portal.commands serve|test|manage|bench|check|tools …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from portal.commands import benching, checking, managing, serving, testing, tooling
from portal.commands.bootstrap import stop

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": serving.run,
    "test": testing.run,
    "manage": managing.run,
    "bench": benching.run,
    "check": checking.run,
    "tools": tooling.run,
}


def main() -> int:
    """Run the command named on the command line and return its exit code."""
    name, *arguments = sys.argv[1:] or ["serve"]
    if name not in COMMANDS:
        stop(f"No such command: {name}. There are: {', '.join(COMMANDS)}.")
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    return COMMANDS[name](arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
