"""`bin/serve`: everything from a bare machine to a running site, and all of it stopped again."""

from __future__ import annotations

import errno
import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg
from honcho.manager import Manager

from portal.commands import assets, places, servers, stamps, system_packages, welcome
from portal.commands.assets import BUILT
from portal.commands.bootstrap import ROOT, say, stop

PATIENCE_SECONDS = 30
PORT_PATIENCE_SECONDS = 5
WATCH_SECONDS = 2.0


def run(arguments: list[str]) -> int:
    """Prepare, start web, worker and beat, say where they are, and stop them at the end."""
    if arguments:
        stop("bin/serve takes no arguments; it reads PORT, HOST and PORTAL_VAR.")
    signal.signal(signal.SIGTERM, _leave)
    port = _port()
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("PORTAL_URL", f"http://localhost:{port}")
    system_packages.need_pango()
    assets.build()
    with only_one(), servers.up():
        _wait_for_port(port)
        prepare()
        return _supervise(port)


def prepare() -> None:
    """Bring the database and static files up to date in a process of its own; stop when it fails.

    Skipped when neither the code nor the database is another than at the last time.
    """
    stamp, mark = places.run_folder() / "prepared.stamp", _preparation_mark()
    if mark and stamps.is_fresh(stamp, mark):
        return
    command = [sys.executable, "-m", "portal.commands.preparation"]
    if subprocess.run(command, check=False).returncode:
        stop("The site could not be prepared; the lines above say why.")
    stamp.write_text(_preparation_mark())


def _preparation_mark() -> str:
    """Fingerprint all that preparation depends on; empty when the database does not say which it is."""
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
            row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    except psycopg.Error:
        return ""
    values = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("PORTAL_")]
    apps = ("portal", "units", "procedures", "payments", "dossiers", "hotline")
    inputs = [ROOT / name for name in (*apps, "requirements.txt")]
    return stamps.fingerprint([*inputs, BUILT], os.environ["DATABASE_URL"], str(row), os.environ["DEBUG"], *values)


@contextmanager
def only_one() -> Iterator[None]:
    """Refuse a second site on the same PORTAL_VAR; wait for parts that a killed one left behind."""
    folder = places.run_folder()
    with (folder / "serve.lock").open("a") as mine, (folder / "parts.lock").open("a") as parts:
        try:
            # lockf, not flock: what honcho forks must not inherit it, or it would outlive a killed supervisor.
            fcntl.lockf(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stop(f"A site already runs on {places.var()}; set PORT and PORTAL_VAR for another.")
        _wait_for_lock(parts.fileno())
        yield


def _wait_for_lock(parts: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(parts, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                stop("Parts of an earlier run are still there; end them and try again.")
            time.sleep(0.2)
        else:
            fcntl.flock(parts, fcntl.LOCK_UN)
            return


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_host(), port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    stop(f"Cannot listen on {_host()}, port {port}: {error.strerror}. Choose another HOST or PORT.")
                if time.monotonic() > deadline:
                    stop(f"Port {port} is taken by another program; choose one: PORT=8001 bin/serve")
                time.sleep(0.2)
            else:
                return


def _port() -> int:
    """Read PORT (default 8000); stop in words when it is none."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        stop(f"PORT must be a number from 1 to 65535, not {text!r}.")
    os.environ["PORT"] = text
    return int(text)


def _host() -> str:
    # An empty HOST must not open the site to every machine around.
    return os.environ.get("HOST") or "127.0.0.1"


def _own_address() -> str:
    """Return where we reach the site ourselves: "all addresses" is none that can be asked."""
    return "127.0.0.1" if _host() == "0.0.0.0" else _host()  # noqa: S104 - compared, not bound


def _parts(port: int) -> dict[str, list[str]]:
    """Return the command of each part, sized to this machine."""
    cores = os.cpu_count() or 2
    python = [sys.executable, "-m"]
    web = ["gunicorn", "portal.wsgi", "--bind", f"{_host()}:{port}", "--no-control-socket", "--preload"]
    web += ["--workers", str(min(cores, 8)), "--threads", "4", "--graceful-timeout", "3"]
    web += ["--timeout", "60", "--keep-alive", "5", "--log-level", "warning"]
    worker = ["celery", "--quiet", "-A", "portal", "worker", "--concurrency", str(min(cores, 4))]
    worker += ["--loglevel", "warning", "--without-gossip", "--without-mingle"]
    beat = ["celery", "--quiet", "-A", "portal", "beat", "--loglevel", "warning", "--pidfile="]
    return {"web": python + web, "worker": python + worker, "beat": python + beat}


def _demo_parts(port: int) -> dict[str, list[str]]:
    """Return the parts that only a demonstration has: the simulators of whom the portal speaks with."""
    if not welcome.is_demo():
        return {}
    bank, platform, national, sign_on = _simulator_ports(port)
    manage = [sys.executable, str(ROOT / "manage.py")]
    ports = ["--bank-port", str(bank), "--platform-port", str(platform)]
    parts = {
        "payments": [*manage, "simulate_payments", *ports],
        "sms": [*manage, "simulate_sms_gateway", "--port", str(_sms_port(port))],
        "national": [*manage, "simulate_national_portal", "--port", str(national)],
        "post": [*manage, "simulate_post_office", "--port", str(_post_port(port))],
    }
    if not os.environ.get("NATIONAL_SIGN_ON_URL"):
        parts["sign-on"] = [*manage, "simulate_sign_on", "--port", str(sign_on)]
    return parts


def _simulator_ports(port: int) -> tuple[int, int, int, int]:
    """Return where bank, payment platform, national portal and its sign-on listen, beside the site's own port."""
    beside = port + 901 if port + 910 <= 65535 else port - 910
    return beside, beside + 1, beside + 2, beside + 3


def _sms_port(port: int) -> int:
    """Return where the gateway for text messages listens."""
    return _simulator_ports(port)[-1] + 1


def _post_port(port: int) -> int:
    """Return where the post office listens."""
    return _sms_port(port) + 1


def _simulators(port: int) -> dict[str, str]:
    """Return what the parts must know of a demonstration's simulators; what was set is left alone."""
    if not welcome.is_demo():
        return {}
    bank, platform, national, sign_on = _simulator_ports(port)
    known = {"SIMULATED_BANK_URL": f"http://127.0.0.1:{bank}"}
    if not os.environ.get("SMS_GATEWAY_URL"):
        known["SMS_GATEWAY_URL"] = f"http://127.0.0.1:{_sms_port(port)}"
    if not os.environ.get("PAYMENT_PLATFORM_URL"):
        known["PAYMENT_PLATFORM_URL"] = f"http://127.0.0.1:{platform}"
    if not os.environ.get("NATIONAL_PORTAL_URL"):
        known["NATIONAL_PORTAL_URL"] = f"http://127.0.0.1:{national}"
    if not os.environ.get("NATIONAL_FIGURES_URL"):
        known["NATIONAL_FIGURES_URL"] = f"http://127.0.0.1:{national}"
    if not os.environ.get("RESULTS_STORE_URL"):
        known["RESULTS_STORE_URL"] = f"http://127.0.0.1:{national}/kho-ket-qua"
    if not os.environ.get("NATIONAL_SIGN_ON_URL"):
        known |= {"NATIONAL_SIGN_ON_URL": f"http://127.0.0.1:{sign_on}/o", "NATIONAL_SIGN_ON_IS_SIMULATED": "1"}
    return known


def _supervise(port: int) -> int:
    metrics = places.run_folder() / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir()
    environment = {
        **os.environ,
        **_simulators(port),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PORTAL_SUPERVISOR": str(os.getpid()),
    }
    manager = Manager()
    for name, command in _parts(port).items():
        # nice: pages come first.
        kept = _kept(command) if name == "web" else ["nice", "-n", "5", *_kept(command)]
        manager.add_process(name, "exec " + shlex.join(kept), env=environment)
    for name, command in _demo_parts(port).items():
        waiting = [sys.executable, str(Path(__file__).with_name("when_ready.py")), _ready_address(port)]
        late = ["nice", "-n", "10", *waiting, *_kept(command)]
        manager.add_process(name, "exec " + shlex.join(late), env=environment)
    threading.Thread(target=_announce, args=(port,), daemon=True).start()
    with _watched_servers():
        manager.loop()
    is_told = manager.returncode in {130, 143}
    say("Stopped.")
    return 0 if is_told else int(manager.returncode or 1)


def _kept(command: list[str]) -> list[str]:
    """Return the command under its keeper; started by exec, no shell stays between the supervisor and it."""
    return [sys.executable, "-m", "portal.commands.keeper", *command]


def _ready_address(port: int) -> str:
    return f"http://{_own_address()}:{port}/readyz"


@contextmanager
def _watched_servers() -> Iterator[None]:
    """While the block runs, start an embedded server again that died under the site."""
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(WATCH_SECONDS):
            if not servers.are_running():
                say("• A server stopped; starting it again")
                servers.ensure()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _announce(port: int) -> None:
    """Say where the site is as soon as it answers that it is ready."""
    while True:
        try:
            with urllib.request.urlopen(_ready_address(port), timeout=5):  # noqa: S310 - our own
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    say(welcome.text(os.environ["PORTAL_URL"]))


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)
