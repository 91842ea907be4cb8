"""Runs a program inside the environment with the test tools: `… tools ruff check`. CI uses it."""

from __future__ import annotations

import subprocess

from portal.commands.bootstrap import stop
from portal.commands.places import VENV_BIN


def run(arguments: list[str]) -> int:
    """Run the program named first in `arguments` from `.venv/bin` and return its exit code."""
    if not arguments:
        stop("Name the program to run, for example: tools ruff check")
    program, *rest = arguments
    if not (VENV_BIN / program).exists():
        stop(f"There is no {program} in {VENV_BIN}.")
    return subprocess.run([str(VENV_BIN / program), *rest], check=False).returncode
