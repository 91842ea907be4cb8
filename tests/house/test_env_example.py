"""`.env.example` and the settings name the same variables; an operator looks nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

from portal.commands.bootstrap import ROOT

SETTINGS = [path for path in sorted((ROOT / "portal" / "settings").glob("*.py")) if path.stem != "test"]
#: Whatever the reader is called: a call of a plain function, or of `env`, that begins with the name of a variable.
READ = re.compile(r"""(?:\benv\.\w+|(?<![\w.])\w+)\(\s*["']([A-Z][A-Z0-9_]+)["']""")
#: What production refuses or an operator never sets: switches of development, and what bin/serve sets.
NOT_FOR_OPERATORS = {
    *("DEBUG", "PORTAL_DEMO", "PORTAL_VAR", "PORT"),
    *("SIMULATED_BANK_URL", "NATIONAL_SIGN_ON_IS_SIMULATED"),
}


def named_in(path: Path) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", path.read_text(encoding="utf-8"), re.MULTILINE))


def read_by_settings() -> set[str]:
    return {name for path in SETTINGS for name in READ.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_of_the_example_is_read() -> None:
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert named_in(ROOT / ".env.example") - read_by_settings() - compose == set()


def test_every_variable_that_is_read_is_in_the_example() -> None:
    assert read_by_settings() - named_in(ROOT / ".env.example") - NOT_FOR_OPERATORS == set()
