"""Where the settings read the environment: one reader, and the few values every module needs."""

from __future__ import annotations

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")

#: Everything that the site writes on its own machine: databases, files, secrets, compiled assets.
PORTAL_VAR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var"))).expanduser().resolve()
