"""A simulated national portal in a process of its own, what waits for it, and worker processes that drain it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.commands.bootstrap import ROOT

ACCOUNT = {"NATIONAL_PORTAL_USERNAME": "bench", "NATIONAL_PORTAL_PASSWORD": "mat-khau-cua-bench"}
Environment = Mapping[str, str]


@contextmanager
def simulator(environment: Environment, store: Path, port: int = 0) -> Iterator[dict[str, str]]:
    """The environment of processes that tell the simulator; it keeps what arrived in `store`."""
    told = {**environment, **ACCOUNT, "PORTAL_DEMO": "1"}
    command = [sys.executable, str(ROOT / "manage.py"), "simulate_national_portal", f"--port={port}"]
    serving = subprocess.Popen([*command, f"--store={store}"], env=told, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"http://\S+", serving.stdout.readline() if serving.stdout else "")
        if found is None:
            raise RuntimeError("the simulated national portal did not start")
        yield {**told, "NATIONAL_PORTAL_URL": found.group().rstrip("/"), "NATIONAL_PORTAL_UNIT": "H29"}
    finally:
        serving.terminate()
        serving.wait()


def behave(environment: Environment, **manners: object) -> None:
    """Let the simulator behave so from now on: `latency` in seconds, `share` of calls, and the faults by name."""
    form = urllib.parse.urlencode(manners).encode()
    urllib.request.urlopen(f"{environment['NATIONAL_PORTAL_URL']}/cach-tra-loi", form, timeout=10).close()  # noqa: S310


def worker(environment: Environment, *arguments: str) -> subprocess.Popen[str]:
    """A process that delivers until nothing is due, in as many lanes as a worker has."""
    command = [sys.executable, str(ROOT / "manage.py"), "deliver_outbox", *(arguments or ("--until-dry",))]
    log = {**environment, "LOG_LEVEL": "WARNING"}
    return subprocess.Popen(command, env=log, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def size_of(variable: str, usual: int) -> int:
    """A size that the environment may lower."""
    return int(os.environ.get(variable, str(usual)))
