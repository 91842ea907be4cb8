"""The files that no test runs (no container engine here) at least say what they mean to say."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.in_turn import in_turn

ROOT = Path(__file__).resolve().parents[2]
#: Written in parts, so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:" + "work" + r"|ro" + r"ot)/[\w.]|\.lib" + "rary/")
TEXT = {".py", ".toml", ".txt", ".in", ".md", ".yml", ".yaml", ".json", ".html", ".scss", ".js", ".mjs", ".po", ""}


def committed() -> list[Path]:
    """Return every file under version control."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_compose_has_every_part_and_each_can_tell_its_health(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {"web", "worker", "beat", "database", "valkey", "proxy"} <= set(services)
    for name, service in services.items():
        assert "healthcheck" in service or name in {"migrate", "beat"}, name
        assert not service.get("privileged"), name


def test_compose_never_starts_in_demo_mode(compose: dict[str, Any]) -> None:
    settings = compose["x-portal"]["environment"]
    assert settings["DJANGO_SETTINGS_MODULE"] == "portal.settings.production"
    assert "PORTAL_DEMO" not in settings


def test_dockerfile_builds_in_stages_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    users = [line for line in lines if line.startswith("USER ")]
    assert len(stages) >= 2
    assert users
    assert users[-1].split()[1] not in {"root", "0"}
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_caddyfile_has_balanced_blocks_and_keeps_metrics_inside() -> None:
    text = (ROOT / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    assert "reverse_proxy web:8000" in text
    assert "/metrics" in text


@in_turn("path", [path for path in committed() if path.suffix in {".yaml", ".yml"}])
def test_every_yaml_file_parses(path: Path) -> None:
    assert isinstance(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), dict | list)


@in_turn("path", [path for path in committed() if path.suffix == ".json"])
def test_every_json_file_parses(path: Path) -> None:
    assert isinstance(json.loads(path.read_text(encoding="utf-8")), dict | list)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "package-lock.json"])
def test_no_lock_file_names_a_host(name: str) -> None:
    # npm keeps each package's own "funding" page; what we ban is where packages are fetched from.
    text = (ROOT / name).read_text()
    assert '"resolved"' not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    if name.endswith(".txt"):
        assert "://" not in text


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if "==" in line]
    assert packages
    assert all("--hash=sha256:" in line for line in packages)


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        if path.suffix in TEXT
        for match in MACHINE_PATHS.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
