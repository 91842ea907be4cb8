"""`bin/test`: the test suite with servers, assets and browser in place; arguments go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys

from portal.commands import assets, places, servers, system_packages


def run(arguments: list[str]) -> int:
    """Run pytest; on all cores unless the arguments say otherwise (-n, --pdb, -s)."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    # Each worker rewrites seven hundred modules of tests, and every command they start compiles a thousand of ours.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    places.var()
    system_packages.need_pango()
    system_packages.need_chromium()
    assets.build()
    with servers.up():
        command = [sys.executable, "-m", "pytest", *_workers(arguments), *arguments]
        return subprocess.run(command, check=False).returncode


def _workers(arguments: list[str]) -> list[str]:
    """Return the option for as many test processes as there are cores, where that is wanted."""
    own = ("-n", "--numprocesses", "--pdb", "-s", "--collect-only")
    is_own = any(argument.startswith(own) or argument == "--co" for argument in arguments)
    return [] if is_own else ["-n", "auto"]
