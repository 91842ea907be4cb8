"""`bin/bench [NAME…]`: measurements, one JSON object a line.

Every module in `benchmarks/` with `def run() -> Iterator[Measurement]` is one benchmark, named after its file.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable

import django

from portal.commands import assets, places, servers, serving, system_packages
from portal.commands.bootstrap import ROOT, say, stop
from portal.commands.measurement import Measurement


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
