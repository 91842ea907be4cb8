"""Production refuses to start half-configured or with a demo switch on; development keeps its secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from portal.settings.data import broker_url
from portal.settings.secrets_file import kept

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "s" * 60,
    "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "BLIND_INDEX_KEY": "b" * 60,
    "ALLOWED_HOSTS": "dichvucong.example.vn",
    "PORTAL_URL": "https://dichvucong.example.vn",
    "DATABASE_URL": "postgresql://portal@db/portal",
    "REDIS_URL": "redis://valkey:6379/0",
}


def start(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of its own, with exactly these variables."""
    code = "import portal.settings.production as s; print(s.DEBUG, s.PORTAL_DEMO, s.SESSION_COOKIE_SECURE)"
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production", **settings}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_production_starts_when_everything_is_given() -> None:
    done = start(COMPLETE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_production_refuses_to_start_without(name: str) -> None:
    done = start({key: value for key, value in COMPLETE.items() if key != name})
    assert done.returncode != 0
    assert f"Production needs the environment variable {name}" in done.stderr


@pytest.mark.parametrize("switch", ["PORTAL_DEMO", "DEBUG"])
def test_production_refuses_demo_and_debug(switch: str) -> None:
    done = start({**COMPLETE, switch: "1"})
    assert done.returncode != 0
    assert f"{switch} must not be set in production" in done.stderr


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = kept(folder, "key")
    assert kept(folder, "key") == first
    assert kept(folder, "other") != first
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    Fernet(first)  # long enough for field encryption


@pytest.mark.parametrize(
    ("address", "broker"),
    [
        ("unix:///var/run/valkey.sock", "redis+socket:///var/run/valkey.sock"),
        ("redis://valkey:6379/0", "redis://valkey:6379/0"),
    ],
)
def test_the_broker_gets_the_address_in_its_own_words(address: str, broker: str) -> None:
    assert broker_url(address) == broker
