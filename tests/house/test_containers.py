"""The files no engine here runs agree with the code: the image can be built, limits match, nothing is left open."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.test import RequestFactory

from portal.commands import __main__
from portal.commands.bootstrap import ROOT
from portal.files.middleware import _limit
from tests.house.test_settings import COMPLETE


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, arguments), continued lines joined, comments dropped."""
    lines = [line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    parts = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(word, rest) for word, rest in parts]


def runs() -> list[list[str]]:
    """Every command that building the image runs, as words."""
    commands = [rest for word, rest in instructions() if word == "RUN"]
    return [shlex.split(part) for command in commands for part in command.split("&&")]


@cache
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def build_environment() -> dict[str, str]:
    """The settings with which the image gathers its static files."""
    (command,) = [words for words in runs() if "collectstatic" in words]
    return dict(word.split("=", 1) for word in command[: command.index("python")])


class TestTheImage:
    def test_the_settings_it_is_built_with_are_accepted(self, tmp_path: Path) -> None:
        """Production refuses weak keys: one refused here would break every build."""
        environment = {"PATH": os.environ["PATH"], "PORTAL_VAR": str(tmp_path), **build_environment()}
        environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.production"
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--dry-run", "--verbosity", "0"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    def test_those_settings_stay_in_the_command_that_needs_them(self) -> None:
        kept = " ".join(rest for word, rest in instructions() if word in {"ENV", "ARG"})
        assert not [name for name in build_environment() if re.search(rf"\b{name}=", kept)]

    def test_everything_it_copies_is_in_the_repository(self) -> None:
        for word, rest in instructions():
            if word == "COPY" and not rest.startswith("--from"):
                *sources, _ = rest.split()
                assert [source for source in sources if not (ROOT / source).exists()] == []

    def test_stages_are_named_before_they_are_used(self) -> None:
        named: set[str] = set()
        for word, rest in instructions():
            if word == "FROM":
                named.add(rest.split(" AS ")[1])
            found = re.match(r"--from=(\S+)", rest)
            assert found is None or found.group(1) in named

    def test_its_python_is_one_we_support(self) -> None:
        versions = {rest for word, rest in instructions() if word == "FROM" and rest.startswith("python:")}
        minor = [int(found.group(1)) for each in versions if (found := re.search(r"python:3\.(\d+)", each))]
        assert len(versions) == len(minor)
        assert min(minor) >= 11

    def test_packages_are_checked_against_their_hashes(self) -> None:
        (install,) = [words for words in runs() if "pip" in words[0] and "install" in words]
        assert "--require-hashes" in install

    def test_what_it_writes_belongs_to_the_user_it_runs_as(self) -> None:
        order = [word for word, _ in instructions()]
        (user,) = [rest for word, rest in instructions() if word == "USER"]
        owned = next(words for words in runs() if words[0] == "chown")
        assert owned[2].startswith(f"{user}:")
        volume = next(rest for word, rest in instructions() if word == "VOLUME")
        assert volume.startswith(owned[-1])
        assert order.index("USER") < order.index("CMD")

    def test_the_figures_of_all_web_processes_are_added_up(self) -> None:
        environment = dict(
            part.split("=", 1) for word, rest in instructions() if word == "ENV" for part in shlex.split(rest)
        )
        made = next(words for words in runs() if words[0] == "mkdir")
        assert environment["PROMETHEUS_MULTIPROC_DIR"] in made

    def test_secrets_and_data_of_a_checkout_stay_out_of_it(self) -> None:
        ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
        assert {".env", ".git", "var", ".venv", "node_modules"} <= {name.strip("/") for name in ignored}

    def test_it_serves_what_the_site_calls_itself(self) -> None:
        (command,) = [rest for word, rest in instructions() if word == "CMD"]
        assert settings.WSGI_APPLICATION.rpartition(".")[0] in command


class TestCompose:
    @pytest.mark.parametrize("name", sorted(compose()["services"]))
    def test_every_management_command_it_runs_exists(self, name: str) -> None:
        command = " ".join(compose()["services"][name].get("command", []))
        assert set(re.findall(r"manage\.py (\w+)", command)) <= set(get_commands())

    def test_health_is_asked_by_a_module_that_exists(self) -> None:
        asked = compose()["services"]["web"]["healthcheck"]["test"]
        module = asked[asked.index("-m") + 1]
        assert (ROOT / (module.replace(".", "/") + ".py")).exists()

    def test_whoever_is_waited_for_is_there_and_can_tell_that_it_is_ready(self) -> None:
        services = compose()["services"]
        for name, service in services.items():
            for other, how in service.get("depends_on", {}).items():
                assert other in services, name
                if how["condition"] == "service_healthy":
                    assert "test" in services[other]["healthcheck"], f"{name} waits for {other}"

    def test_there_is_exactly_one_clock(self) -> None:
        clocks = [name for name, service in compose()["services"].items() if "beat" in service.get("command", [])]
        assert clocks == ["beat"]
        assert "deploy" not in compose()["services"]["beat"]

    def test_only_the_proxy_is_reached_from_outside(self) -> None:
        assert [name for name, service in compose()["services"].items() if "ports" in service] == ["proxy"]

    def test_every_volume_it_names_is_declared(self) -> None:
        named = {
            place.split(":")[0]
            for service in compose()["services"].values()
            for place in service.get("volumes", [])
            if not place.startswith(".")
        }
        assert named == set(compose()["volumes"])

    def test_web_and_worker_share_the_files(self) -> None:
        places = {name: compose()["services"][name]["volumes"] for name in ("web", "worker")}
        assert places["web"] == places["worker"]
        assert any(place.endswith(":/var/lib/portal/files") for place in places["web"])

    def test_with_what_it_sets_production_starts(self) -> None:
        given = dict(compose()["x-portal"]["environment"])
        assert set(COMPLETE) - set(given) <= set(COMPLETE) - {"DATABASE_URL", "REDIS_URL"}

    def test_nothing_gains_rights_it_did_not_start_with(self) -> None:
        for name in ("web", "worker", "beat", "migrate"):
            service = compose()["services"][name]
            assert service["cap_drop"] == ["ALL"]
            assert "no-new-privileges:true" in service["security_opt"]


class TestTheProxy:
    TEXT = (ROOT / "Caddyfile").read_text(encoding="utf-8")

    def test_it_lets_through_what_the_site_takes(self) -> None:
        """A form without JavaScript brings all papers at once: refused by the proxy, nobody says so in words."""
        size, unit = re.search(r"max_size (\d+)(MiB|MB)", self.TEXT).groups()  # type: ignore[union-attr]
        proxy = int(size) * (1024**2 if unit == "MiB" else 1000**2)
        assert proxy >= _limit(RequestFactory().post("/nop-ho-so/"))
        assert proxy < 2 * _limit(RequestFactory().post("/nop-ho-so/"))

    def test_it_asks_an_address_that_answers_without_the_database(self) -> None:
        assert "health_uri /healthz" in self.TEXT

    def test_figures_are_kept_inside(self) -> None:
        matcher, path = re.search(r"(@\w+) path (/metrics)", self.TEXT).groups()  # type: ignore[union-attr]
        assert path == "/metrics"
        assert f"respond {matcher} 404" in self.TEXT

    def test_it_sends_to_the_port_where_the_image_listens(self) -> None:
        target = re.search(r"reverse_proxy (\w+):(\d+)", self.TEXT)
        assert target is not None
        service, port = target.groups()
        assert service in compose()["services"]
        (command,) = [rest for word, rest in instructions() if word == "CMD"]
        assert f"0.0.0.0:{port}" in command
        assert ("EXPOSE", port) in instructions()


class TestTheReadme:
    TEXT = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_it_begins_with_what_it_is_and_then_the_two_commands(self) -> None:
        assert self.TEXT.startswith("# ")
        assert self.TEXT.index("bin/serve") < self.TEXT.index("bin/test")

    def test_every_script_it_names_can_be_run(self) -> None:
        named = set(re.findall(r"\b(?:bin|\.ci)/\w+", self.TEXT))
        assert {"bin/serve", "bin/test"} <= named
        for name in named:
            assert os.access(ROOT / name, os.X_OK), name

    @pytest.mark.parametrize("script", ["serve", "test", "manage", "bench"])
    def test_every_script_starts_the_command_of_its_name(self, script: str) -> None:
        text = (ROOT / "bin" / script).read_text(encoding="utf-8")
        started = re.search(r'bootstrap\.py" (\w+) "\$@"', text)
        assert started is not None
        assert started.group(1) == script
        assert script in __main__.COMMANDS

    def test_ci_fails_when_either_half_fails(self) -> None:
        text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
        assert text.count("|| failed=1") == 2
        assert text.rstrip().endswith("exit $failed")
