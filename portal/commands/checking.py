"""All checks short of running tests: lint, format, types, layers, migrations, translations. CI runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from portal.commands import places, servers, system_packages
from portal.commands.bootstrap import ROOT, say, stop
from portal.commands.places import VENV_BIN

PYTHON = sys.executable
MANAGE = [PYTHON, str(ROOT / "manage.py")]
APPS = [
    "accounts",
    "files",
    "documents",
    "outbox",
    "notices",
    "rest",
    "units",
    "procedures",
    "payments",
    "dossiers",
    "hotline",
    "national",
    "peers",
    "inheritance",
]
CHECKS: dict[str, list[str]] = {
    "lint": [str(VENV_BIN / "ruff"), "check", "."],
    "format": [str(VENV_BIN / "ruff"), "format", "--check", "."],
    "types": [str(VENV_BIN / "mypy")],
    "layers": [str(VENV_BIN / "lint-imports"), "--no-cache"],
    "django": [*MANAGE, "check", "--fail-level", "WARNING"],
    "migrations are complete": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "migrations are safe": [
        *MANAGE,
        "lintmigrations",
        "--no-cache",
        "--quiet",
        "ok",
        "ignore",
        "--include-apps",
        *APPS,
    ],
    "translations": [PYTHON, "-m", "portal.commands.translations", "check"],
}
#: Half a minute each: begun first, they leave no processor waiting at the end.
LONGEST = ("migrations are safe", "types")


def run(arguments: list[str]) -> int:
    """Run every check, or those named, one a processor; show the output of those that fail; return how many did."""
    for name in arguments:
        if name not in CHECKS:
            stop(f"No check {name}. There are: {', '.join(CHECKS)}.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    places.var()
    system_packages.need_pango()
    system_packages.need_gettext()
    names = sorted(arguments or CHECKS, key=lambda name: name not in LONGEST)
    with servers.up(), ThreadPoolExecutor(os.cpu_count()) as several:
        failed = [name for name, passes in zip(names, several.map(_passes, names), strict=True) if not passes]
    say(f"Checks failed: {', '.join(failed)}" if failed else "All checks pass.")
    return len(failed)


def _passes(name: str) -> bool:
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    mark = "✗" if done.returncode else "✓"
    say(f"{mark} {name} ({time.monotonic() - started:.0f} s)")
    if done.returncode:
        say(done.stdout[-8000:] + done.stderr[-8000:])
    return done.returncode == 0
