"""The few things pip cannot bring: Pango, which draws text for PDF, and Chromium, which tests drive."""

from __future__ import annotations

import ctypes.util
import os
import shutil
from pathlib import Path

from portal.commands.bootstrap import apt_install, can_install_packages, say, stop

#: The shell draws the same pages without the windows of a browser around them: a third less work for every test.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def need_pango() -> None:
    """Make sure that WeasyPrint will find Pango; stop with what to install when it will not."""
    if _has_pango():
        return
    if can_install_packages() and apt_install("libpango-1.0-0", "libpangoft2-1.0-0"):
        return
    stop(
        "Pango is needed for PDF. Install it: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        " (macOS: brew install pango)"
    )


def need_chromium() -> None:
    """Make sure of a Chromium for the browser tests; without one they say so and skip. Ubuntu knows no shell."""
    if chromium() is not None:
        return
    if not (can_install_packages() and (apt_install("chromium-headless-shell") or apt_install("chromium"))):
        say("• No Chromium: browser tests are skipped. Install it: sudo apt-get install chromium")


def need_gettext() -> None:
    """Make sure of GNU gettext, which finds the texts to translate (developers and CI only)."""
    if shutil.which("xgettext") is None and not (can_install_packages() and apt_install("gettext")):
        stop("gettext is needed to check translations. Install it: sudo apt-get install gettext")


def chromium() -> Path | None:
    """Return the browser to test with: CHROMIUM, or the system's, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return Path(found)
    return MAC_CHROME if MAC_CHROME.exists() else None


def _has_pango() -> bool:
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))
