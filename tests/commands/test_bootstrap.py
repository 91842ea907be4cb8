"""From a bare Python to the environment: made once, refreshed when a lock file changes, never half."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.commands import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own: two lock files and an environment that looks made."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements.txt").write_text("django==1\n")
    (tmp_path / "requirements-test.txt").write_text("django==1\npytest==1\n")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    return tmp_path


class Ran:
    """Stands in for subprocess.run: notes each command and answers with the codes given, then 0."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str], **_: Any) -> Any:
        self.commands.append([str(part) for part in command])
        return SimpleNamespace(returncode=self.codes.pop(0) if self.codes else 0)


def test_it_stands_on_the_standard_library_alone() -> None:
    """It runs before any package is there, so one import too many breaks every bare machine."""
    tree = ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"))
    imported = [each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    imported += [name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names]
    strange = [name for name in imported if name and name.split(".")[0] not in sys.stdlib_module_names]
    assert strange == []


@pytest.mark.parametrize("kind", ["runtime", "test"])
def test_an_environment_counts_only_with_the_stamp_of_its_lock_file(checkout: Path, kind: str) -> None:
    assert not bootstrap.is_installed(kind)
    (checkout / ".venv" / f".{kind}.stamp").write_text(bootstrap.fingerprint(bootstrap.lock_file(kind)))
    assert bootstrap.is_installed(kind)


def test_a_changed_lock_file_makes_the_environment_stale(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    bootstrap.install("runtime")
    (checkout / "requirements.txt").write_text("django==2\n")
    assert not bootstrap.is_installed("runtime")


def test_another_python_makes_the_environment_stale(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    bootstrap.install("runtime")
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert not bootstrap.is_installed("runtime")


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    bootstrap.install("runtime")
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_installed("runtime")


def test_every_package_is_checked_against_its_hash(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran()
    monkeypatch.setattr(subprocess, "run", ran)
    bootstrap.install("test")
    assert "--require-hashes" in ran.commands[0]
    assert ran.commands[0][-1] == str(checkout / "requirements-test.txt")


def test_the_test_tools_bring_what_the_site_needs(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    bootstrap.install("test")
    assert bootstrap.is_installed("runtime")
    assert bootstrap.is_installed("test")


def test_running_brings_no_test_tools(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    bootstrap.install("runtime")
    assert not bootstrap.is_installed("test")


def test_an_install_that_broke_off_is_tried_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran(1))
    with pytest.raises(SystemExit, match="check the network"):
        bootstrap.install("runtime")
    assert not bootstrap.is_installed("runtime")


def test_both_lock_files_agree_on_what_both_name() -> None:
    """Either would otherwise undo the other, and both stamps would still say "fresh"."""

    def versions(name: str) -> dict[str, str]:
        lines = (bootstrap.ROOT / name).read_text().splitlines()
        pairs = [line.split(";")[0].split("==") for line in lines if "==" in line and line[0].isalpha()]
        return {package: version.strip(" \\") for package, version in pairs}

    running, testing = versions("requirements.txt"), versions("requirements-test.txt")
    assert running
    assert {name: testing.get(name) for name in running} == running


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [([], "runtime"), (["serve"], "runtime"), (["manage", "test"], "runtime"), (["test", "-n0"], "test")],
)
def test_a_command_gets_the_packages_it_needs_and_its_arguments(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], kind: str
) -> None:
    installed: list[str] = []
    became: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "install", installed.append)
    monkeypatch.setattr(bootstrap, "make_environment", lambda: None)
    monkeypatch.setattr("os.chdir", lambda path: None)
    monkeypatch.setattr("os.execv", lambda program, command: became.append(command))
    bootstrap.main(arguments)
    assert installed == [kind]
    assert became == [[str(bootstrap.PYTHON), "-m", "portal.commands", *arguments]]


def test_what_another_command_made_while_we_waited_is_not_made_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given an environment that is missing at the first look, and there once the lock is ours
    looks = iter([False, True])
    monkeypatch.setattr(bootstrap, "is_installed", lambda kind: next(looks))
    made: list[str] = []
    became: list[str] = []
    monkeypatch.setattr(bootstrap, "make_environment", lambda: made.append("environment"))
    monkeypatch.setattr(bootstrap, "install", made.append)
    monkeypatch.setattr("os.chdir", lambda path: None)
    monkeypatch.setattr("os.execv", lambda program, command: became.append(command[-1]))
    # when a command is started
    bootstrap.main(["serve"])
    # then nothing is made, and it goes on
    assert (made, became) == ([], ["serve"])


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        bootstrap.main(["serve"])


def test_a_python_without_venv_names_the_package_to_install(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.PYTHON.unlink()
    monkeypatch.setattr(subprocess, "run", Ran(1))
    monkeypatch.setattr(bootstrap, "can_install_packages", lambda: False)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    with pytest.raises(SystemExit, match=f"sudo apt-get install {version}"):
        bootstrap.make_environment()


def test_an_environment_of_this_python_is_kept(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran()
    monkeypatch.setattr(subprocess, "run", ran)
    bootstrap.make_environment()
    assert not [command for command in ran.commands if "--clear" in command]


@pytest.fixture
def system_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python of the system, of the version that runs."""
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(bootstrap, "SYSTEM_PYTHONS", tmp_path)
    made = tmp_path / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    made.touch()
    return made


def test_the_environment_is_made_from_the_systems_python_which_is_quicker(
    checkout: Path, system_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.PYTHON.unlink()
    ran = Ran()
    monkeypatch.setattr(subprocess, "run", ran)

    bootstrap.make_environment()

    assert ran.commands[-1] == [str(system_python), "-m", "venv", "--clear", str(bootstrap.VENV)]


def test_a_system_python_that_can_make_none_is_passed_over(
    system_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", Ran(1))

    assert bootstrap.quickest_python() == Path(sys.executable)


def test_without_a_system_python_of_this_version_the_one_that_runs_is_taken(
    system_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    system_python.rename(system_python.with_name("python3.99"))

    assert bootstrap.quickest_python() == Path(sys.executable)


def test_whoever_names_a_python_gets_it(system_python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran())
    monkeypatch.setenv("PYTHON", sys.executable)

    assert bootstrap.quickest_python() == Path(sys.executable)


def test_system_packages_are_asked_for_anew_only_when_the_first_try_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(100, 0, 0)
    monkeypatch.setattr(subprocess, "run", ran)
    assert bootstrap.apt_install("gettext")
    assert [command[1] for command in ran.commands] == ["install", "update", "install"]


def test_a_failed_refresh_of_the_package_lists_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Ran(100, 100))
    assert not bootstrap.apt_install("gettext")


def test_the_second_to_come_waits_for_the_lock_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done, said = list[str](), list[str]()
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with bootstrap.locked(tmp_path / "new" / "lock", "never said"):
            inside.set()
            leave.wait(10)
            done.append("first")

    holder = threading.Thread(target=first)
    holder.start()
    assert inside.wait(10)

    def say(text: str) -> None:
        said.append(text)
        leave.set()  # only now: the second found the lock held, however slow this machine is

    monkeypatch.setattr(bootstrap, "say", say)
    with bootstrap.locked(tmp_path / "new" / "lock", "somebody is at it"):
        done.append("second")
    holder.join()
    assert (done, said) == (["first", "second"], ["• somebody is at it"])
