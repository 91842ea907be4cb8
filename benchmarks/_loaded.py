"""A database of its own with the units and the catalogue of the province, filled with invented dossiers.

A benchmark says what to do there by a function of its module; it runs in a process that sees that database only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from benchmarks import _throwaway
from portal.commands.bootstrap import ROOT

Environment = Mapping[str, str]


@contextmanager
def province(name: str) -> Iterator[Environment]:
    """The environment of an empty province: tables, units, catalogue, and the demo staff."""
    with _throwaway.database(name) as environment:
        for command in (["migrate"], ["load_units"], ["load_catalogue"], ["load_demo_people"]):
            manage(environment, *command)
        yield environment


@contextmanager
def copy_of_the_site(name: str) -> Iterator[Environment]:
    """The environment of a copy of what `bin/bench` prepared: the same, and sooner there than an empty province."""
    with _throwaway.database(name, is_copy=True) as environment:
        yield environment


def manage(environment: Environment, *arguments: str) -> None:
    """One command of manage.py there."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments, "-v0"],
        env=dict(environment), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.stderr[-2000:]}")


def fill(environment: Environment, dossiers: int, open_count: int) -> None:
    """Invented dossiers, beside those that are there."""
    manage(environment, "generate_load", f"--dossiers={dossiers}", f"--open={open_count}", "--force")


def ask(environment: Environment, module: str, function: str, *arguments: str) -> Any:
    """What a function of a benchmark's module gives there, as JSON."""
    code = f"import json, django; django.setup(); from benchmarks import {module} as here\n"
    code += f"print(json.dumps(here.{function}()))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=dict(environment),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])
