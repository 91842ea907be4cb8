"""The worker of the journeys: a true Celery process with its clock, on the test database and the true broker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def woken_by_the_site(queue: str) -> Iterator[None]:
    """Lets this process (the live server) send its wake-ups to the worker's queue instead of working at once."""
    conf = current_app.conf
    before = conf.task_always_eager, conf.task_default_queue
    conf.task_always_eager, conf.task_default_queue = False, queue
    _forget_routes()
    try:
        yield
    finally:
        conf.task_always_eager, conf.task_default_queue = before
        _forget_routes()


def _forget_routes() -> None:
    """Celery reads the default queue once."""
    vars(current_app._get_current_object()).pop("amqp", None)


@contextmanager
def worker(queue: str, site_url: str, mail_port: int) -> Iterator[None]:
    """A worker and its beat while the block runs; they are told to stop and waited for at the end."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.journeys.worker_settings",
        "JOURNEYS_DATABASE": str(connection.settings_dict["NAME"]),
        "JOURNEYS_QUEUE": queue,
        "JOURNEYS_MAIL_PORT": str(mail_port),
        "PORTAL_URL": site_url,
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--beat", "--pool", "solo"]
    command += ["--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield
        assert process.poll() is None, "the worker died during the journeys"
    finally:
        process.terminate()
        process.wait(timeout=30)
        for left in Path(os.environ.get("PORTAL_VAR", ROOT / "var")).glob(f"beat-{queue}*"):
            left.unlink()
