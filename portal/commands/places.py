"""Where things are on this machine: the checkout, and everything the site writes, under PORTAL_VAR."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import stat
import sys
import tempfile
from pathlib import Path

from portal.commands.bootstrap import ROOT, stop

VENV_BIN = Path(sys.executable).parent
#: A Unix socket's path has at most 104 bytes on macOS and 108 on Linux, its name included.
SOCKET_PATH_LIMIT = 100
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


def var() -> Path:
    """Return the folder PORTAL_VAR (default `var/`), made if need be."""
    path = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").expanduser().resolve()
    _make(path)
    os.environ["PORTAL_VAR"] = str(path)
    return path


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"Cannot make {path}: {error.strerror}. Set PORTAL_VAR to a folder you may write.")


def folder(name: str) -> Path:
    """Return a sub-folder of PORTAL_VAR, made if need be."""
    path = var() / name
    _make(path)
    return path


def package(module: str, name: str) -> Path:
    """Return the folder of an installed package that carries programs; stops the command when it is missing."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        stop(f"The package {name} is missing; delete .venv and run the command again.")
    return Path(spec.origin).parent


def run_folder() -> Path:
    """Return the folder of locks, process ids and sockets."""
    return folder("run")


def socket_folder(name: str, owner: int | None = None) -> Path:
    """Return a private folder for the Unix socket of server `name`.

    Lies under PORTAL_VAR unless that path is too long for a socket; then under the system's
    temporary folder, named after PORTAL_VAR so that each run finds it again. `owner` is the user id
    that must be able to write there (default: ourselves).
    """
    path = run_folder() / name
    if len(os.fsencode(path)) + LONGEST_SOCKET_NAME > SOCKET_PATH_LIMIT:
        mark = hashlib.sha256(os.fsencode(var())).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"portal-{os.geteuid()}-{mark}-{name}"
    path.mkdir(mode=0o700, exist_ok=True)
    if owner is not None and os.geteuid() == 0:
        os.chown(path, owner, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner}:
        stop(f"{path} belongs to someone else; remove it or set PORTAL_VAR to a shorter path.")
    return path
