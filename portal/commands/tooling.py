"""Runs a program inside the environment with the test tools: `… tools ruff check`. CI uses it."""

from __future__ import annotations

import subprocess

from portal.commands.places import VENV_BIN


def run(arguments: list[str]) -> int:
    """Run the program named first in `arguments` from `.venv/bin` and return its exit code."""
    program, *rest = arguments
    return subprocess.run([str(VENV_BIN / program), *rest], check=False).returncode
