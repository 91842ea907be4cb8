"""The scripts under bin/ find a Python new enough on any machine, or say in one line what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.commands.bootstrap import ROOT

SCRIPTS = ["serve", "test", "manage", "bench"]
GOOD = '#!/bin/sh\n[ "$1" = -c ] && exit 0\nprintf "%s|" "$(basename "$0")" "$@"\n'
OLD = '#!/bin/sh\n[ "$1" = -c ] && exit 1\necho started with an old one\n'


class Machine:
    """A machine with these Pythons on its PATH and the few tools a shell script needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for tool in ("dirname", "basename", "sh", "pwd"):
            (folder / tool).symlink_to(
                next(Path(place) / tool for place in ("/usr/bin", "/bin") if (Path(place) / tool).exists())
            )

    def has(self, name: str, content: str) -> None:
        """Put a Python there."""
        (self.folder / name).write_text(content)
        (self.folder / name).chmod(0o755)

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of ours from another folder."""
        return subprocess.run(
            [str(ROOT / "bin" / script), *arguments],
            cwd="/",
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_hands_its_own_name_and_all_arguments_on(machine: Machine, script: str) -> None:
    machine.has("python3", GOOD)
    done = machine.run(script, "-k", "two words", "")
    assert done.stdout == f"python3|{ROOT}/portal/commands/bootstrap.py|{script}|-k|two words||"


def test_the_usual_python_is_tried_first(machine: Machine) -> None:
    machine.has("python3", GOOD)
    machine.has("python3.14", GOOD)
    assert machine.run("serve").stdout.startswith("python3|")


@pytest.mark.parametrize("name", ["python3.14", "python3.13", "python3.12", "python3.11"])
def test_beside_an_old_one_a_newer_is_found_by_its_name(machine: Machine, name: str) -> None:
    machine.has("python3", OLD)
    machine.has(name, GOOD)
    assert machine.run("test").stdout.startswith(f"{name}|")


def test_the_newest_is_taken_of_several(machine: Machine) -> None:
    machine.has("python3", OLD)
    machine.has("python3.11", GOOD)
    machine.has("python3.13", GOOD)
    assert machine.run("test").stdout.startswith("python3.13|")


def test_the_one_that_is_named_wins(machine: Machine) -> None:
    machine.has("python3", GOOD)
    machine.has("my-python", GOOD)
    assert machine.run("serve", PYTHON=str(machine.folder / "my-python")).stdout.startswith("my-python|")


@pytest.mark.parametrize("old", [True, False], ids=["too old", "none"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_without_one_it_says_in_one_line_what_to_install(machine: Machine, script: str, old: bool) -> None:
    if old:
        machine.has("python3", OLD)
    done = machine.run(script)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("✗ Python 3.11 or newer is needed; install it:")


def test_the_code_of_the_command_is_that_of_the_script(machine: Machine) -> None:
    machine.has("python3", '#!/bin/sh\n[ "$1" = -c ] && exit 0\nexit 7\n')
    assert machine.run("manage", "check").returncode == 7


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_is_plain_shell_and_runs_from_a_folder_with_spaces(script: str, tmp_path: Path) -> None:
    """dash, ash and zsh alike; a checkout may lie anywhere."""
    place = tmp_path / "cổng dịch vụ" / "bin"
    place.mkdir(parents=True)
    (place / script).write_bytes((ROOT / "bin" / script).read_bytes())
    (place / script).chmod(0o755)
    python = tmp_path / "python3"
    python.write_text(GOOD)
    python.chmod(0o755)
    done = subprocess.run(
        [str(place / script)], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("|")[1] == f"{tmp_path}/cổng dịch vụ/portal/commands/bootstrap.py"


class TestBootstrapAsAProcess:
    @staticmethod
    def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )

    def test_an_interruption_ends_it_quietly(self) -> None:
        """Ctrl-C while packages are installed: 130, and no traceback."""
        code = (
            "import runpy, sys, subprocess; sys.argv = ['bootstrap.py', 'serve']\n"
            "import portal.commands.bootstrap as b, os, fcntl\n"
            "def interrupted(*a): raise KeyboardInterrupt\n"
            "os.execv = interrupted; os.chdir = interrupted\n"
            "runpy.run_path(b.__file__, run_name='__main__')"
        )
        done = self.run(code)
        assert done.returncode == 130
        assert "Traceback" not in done.stderr

    def test_a_stop_is_one_line_on_the_error_output(self) -> None:
        done = self.run("from portal.commands.bootstrap import stop; stop('Pango is needed.')")
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "✗ Pango is needed.\n")

    def test_what_is_said_appears_at_once_though_nobody_looks(self) -> None:
        """Piped into a log, lines must not wait for a buffer to fill."""
        code = "import os; from portal.commands.bootstrap import say; say('• eins'); os._exit(0)"
        assert self.run(code).stdout == "• eins\n"

    def test_the_dispatcher_ends_quietly_too(self) -> None:
        code = (
            "import runpy, sys; sys.argv = ['x', 'serve']\n"
            "from portal.commands import serving\n"
            "def interrupted(arguments): raise KeyboardInterrupt\n"
            "serving.run = interrupted\n"
            "runpy.run_module('portal.commands.__main__', run_name='__main__')"
        )
        done = self.run(code)
        assert done.returncode == 130
        assert "Traceback" not in done.stderr

    def test_output_of_what_it_starts_is_not_held_back(self) -> None:
        code = (
            "import sys, os\n"
            "show = 'import os; print(os.environ[\"PYTHONUNBUFFERED\"])'\n"
            "sys.argv = ['x', 'tools', 'python', '-c', show]\n"
            "os.environ.pop('PYTHONUNBUFFERED', None)\n"
            "from portal.commands import __main__; sys.exit(__main__.main())"
        )
        assert self.run(code).stdout == "1\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may install packages")
def test_root_without_apt_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.commands import bootstrap

    monkeypatch.setattr("shutil.which", lambda name: None)
    assert not bootstrap.can_install_packages()
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert bootstrap.can_install_packages()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not bootstrap.can_install_packages()
