"""The last thing `bin/serve` prints: the address, and demo accounts of every role."""

from __future__ import annotations

import importlib
import os


def text(address: str) -> str:
    """Return the welcome for the site at `address`."""
    lines = ["", f"  The portal is ready:  {address}", ""]
    if os.environ.get("PORTAL_DEMO", "1").lower() not in {"0", "false", "no", "off"}:
        lines += ["  Demo accounts (e-mail, password, role):", *_people(), ""]
    lines += ["  Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _people() -> list[str]:
    people = importlib.import_module("units.demo_people").DEMO_PEOPLE
    return [f"    {person.email:<36} {person.password:<20} {person.role}" for person in people]
