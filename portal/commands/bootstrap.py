"""From a bare Python to the project's own environment; then hands over to `portal.commands`.

Runs before any package is installed, so it imports the standard library only. The environment `.venv` is
made once, under a lock, and refreshed when a lock file of packages changes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: The commands that need the test tools, and the lock file each kind of command installs from.
TEST_COMMANDS = {"test", "tools", "check"}
MINIMUM = (3, 11)
SYSTEM_PYTHONS = Path("/usr/bin")


def say(text: str) -> None:
    """Tell the person at the terminal what happens."""
    print(text, flush=True)  # noqa: T201 - this is the terminal's own voice


def stop(text: str) -> NoReturn:
    """End the command with one line that says what to do."""
    raise SystemExit(f"✗ {text}")


def can_install_packages() -> bool:
    """Tell whether apt-get may install what is missing: root on Debian or Ubuntu."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Install Debian packages; refresh the package lists only when the first try fails."""
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def run(command: list[str]) -> bool:
        done = subprocess.run(
            command, env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        return done.returncode == 0

    say(f"• Installing system packages: {', '.join(packages)}")
    return run(install) or (run(["apt-get", "update", "-qq"]) and run(install))


@contextlib.contextmanager
def locked(path: Path, waiting: str) -> Iterator[None]:
    """Hold the lock file `path`; say `waiting` once when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"• {waiting}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint(lock_file: Path) -> str:
    """Return what the environment must have been made from: this Python and these packages."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{version} {hashlib.sha256(lock_file.read_bytes()).hexdigest()}"


def is_installed(kind: str) -> bool:
    """Tell whether `.venv` holds exactly what the lock file of `kind` asks for."""
    stamp = VENV / f".{kind}.stamp"
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(lock_file(kind))


def lock_file(kind: str) -> Path:
    """Return the lock file of packages for "runtime" or "test"."""
    return ROOT / ("requirements-test.txt" if kind == "test" else "requirements.txt")


def make_environment() -> None:
    """Make an empty `.venv`, installing the system's venv module when Debian left it out."""
    same_version = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]!r}"
    if PYTHON.exists() and _runs(PYTHON, same_version):
        return
    say("• Making the Python environment in .venv")
    if not _runs(Path(sys.executable), "import ensurepip, venv"):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not (can_install_packages() and apt_install(package)):
            stop(f"Python lacks its venv module; install it: sudo apt-get install {package}")
    made = subprocess.run([str(quickest_python()), "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        stop("Could not make .venv; see the message above.")


def quickest_python() -> Path:
    """Return the Python to make the environment from: the system's of this version, else the one that runs.

    Distributions compile theirs with profile-guided optimisation; one that pyenv compiled takes a quarter longer for
    every page and every test. Whoever names one by PYTHON gets that one.
    """
    system = SYSTEM_PYTHONS / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if "PYTHON" not in os.environ and system.exists() and _runs(system, "import ensurepip, venv"):
        return system
    return Path(sys.executable)


def _runs(python: Path, code: str) -> bool:
    done = subprocess.run([str(python), "-c", code], capture_output=True, check=False)
    return done.returncode == 0


def install(kind: str) -> None:
    """Install the locked packages of `kind`, every one checked against its hash."""
    say("• Installing Python packages (two to three minutes the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    done = subprocess.run([*command, "-r", str(lock_file(kind))], env=environment, check=False)
    if done.returncode:
        stop("Python packages could not be installed; check the network and run the command again.")
    for each in ("runtime", "test") if kind == "test" else ("runtime",):
        (VENV / f".{each}.stamp").write_text(fingerprint(lock_file(each)))


def main(arguments: list[str]) -> None:
    """Make sure of the environment, then become the command named first in `arguments`."""
    if sys.version_info < MINIMUM:
        stop("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    name = arguments[0] if arguments else "serve"
    kind = "test" if name in TEST_COMMANDS else "runtime"
    if not is_installed(kind):
        with locked(ROOT / ".venv.lock", "Another command is preparing .venv; waiting for it"):
            if not is_installed(kind):
                make_environment()
                install(kind)
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "portal.commands", *arguments])  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
