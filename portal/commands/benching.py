"""`bin/bench [NAME…]`: measurements, one JSON object a line.

Every module in `benchmarks/` with `def run() -> Iterator[Measurement]` is one benchmark, named after its file.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import django

from portal.commands import assets, places, servers, serving, system_packages
from portal.commands.bootstrap import ROOT, say, stop


@dataclass(frozen=True)
class Measurement:
    """One figure: what was measured, and how it compares with its reference of the same run."""

    name: str
    value: float
    unit: str
    #: value ÷ the reference's value, and what the reference is; None where there is none to have.
    ratio: float | None = None
    reference: str = ""

    def as_line(self) -> str:
        """Return the measurement as one line of JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)


def run(arguments: list[str]) -> int:
    """Run the benchmarks named, or all of them."""
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    known = sorted(path.stem for path in ROOT.glob("benchmarks/*.py") if path.stem[0] != "_")
    for name in arguments:
        if name not in known:
            stop(f"No benchmark {name}. There are: {', '.join(known)}.")
    places.var()
    system_packages.need_pango()
    assets.build()
    with servers.up():
        serving.prepare()
        sys.path.insert(0, str(ROOT))
        django.setup()
        for name in arguments or known:
            measure(name)
    return 0


def measure(name: str) -> None:
    """Run one benchmark and print each measurement as it comes."""
    measurements: Iterable[Measurement] = importlib.import_module(f"benchmarks.{name}").run()
    for measurement in measurements:
        say(measurement.as_line())
