"""A part that nobody waits for starts once the site is ready, and never outlives a supervisor that went before."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

from portal.commands.bootstrap import ROOT

SCRIPT = str(ROOT / "portal" / "commands" / "when_ready.py")


class Answers(http.server.BaseHTTPRequestHandler):
    """Is not ready once, then is."""

    codes: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        """Answer with the next code."""
        self.send_response(self.codes.pop(0))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


def test_it_becomes_the_command_once_the_site_is_ready(tmp_path: Path) -> None:
    Answers.codes = [503, 200]
    done = tmp_path / "done"
    command = [sys.executable, "-c", f"open({str(done)!r}, 'w').write('yes')"]
    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"http://127.0.0.1:{site.server_address[1]}/readyz"
        supervised = {**os.environ, "PORTAL_SUPERVISOR": str(os.getpid())}
        subprocess.run([sys.executable, SCRIPT, address, *command], env=supervised, check=True, timeout=30)
        site.shutdown()

    assert done.read_text() == "yes"
    assert Answers.codes == []


def test_it_ends_with_a_supervisor_that_is_gone(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    done = tmp_path / "done"
    orphaned = {**os.environ, "PORTAL_SUPERVISOR": str(gone.pid)}
    command = [sys.executable, "-c", f"open({str(done)!r}, 'w')"]

    subprocess.run(
        [sys.executable, SCRIPT, "http://127.0.0.1:9/readyz", *command], env=orphaned, check=True, timeout=30
    )

    assert not done.exists()
