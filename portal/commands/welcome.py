"""The last thing `bin/serve` prints: the address, and demo accounts of every role."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

from portal.commands import places


def text(address: str) -> str:
    """Return the welcome for the site at `address`."""
    lines = ["", f"  The portal is ready:  {address}", ""]
    if _accounts().exists():
        lines += ["  Demo accounts (e-mail, password, who):", _accounts().read_text()]
    lines += ["  Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def write_accounts() -> None:
    """Note the demo accounts for the welcome; runs where the settings are known."""
    if importlib.util.find_spec("units.demo_people") is None:
        return
    people = importlib.import_module("units.demo_people").DEMO_PEOPLE
    lines = [f"    {person.email:<34} {person.password:<18} {person.title}" for person in people]
    _accounts().write_text("\n".join(lines) + "\n")


def is_demo() -> bool:
    """Tell whether the last preparation was for a demonstration: it noted accounts then."""
    return _accounts().exists()


def forget_accounts() -> None:
    """Name no accounts any more: the site stopped being a demo."""
    _accounts().unlink(missing_ok=True)


def _accounts() -> Path:
    return places.run_folder() / "accounts.txt"
