"""`bin/manage`: Django's command line with the embedded servers up."""

from __future__ import annotations

import subprocess
import sys

from portal.commands import assets, places, servers, system_packages
from portal.commands.bootstrap import ROOT


def run(arguments: list[str]) -> int:
    """Run `manage.py ARGUMENTS`; the servers stop afterwards unless somebody else uses them."""
    places.var()
    system_packages.need_pango()
    assets.compile_translations()
    with servers.up():
        done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], check=False)
    return done.returncode
