"""Secrets of a development machine: made once, kept beside its database, never committed.

Production never uses this module: there every secret comes from the environment.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from pathlib import Path


def kept(folder: Path, name: str) -> str:
    """Return the secret `name` under `folder`, making 32 random bytes (base64) the first time.

    Two processes that start together agree: the file appears whole, and the first one wins.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{name}.", dir=folder)  # mkstemp: mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process made it a moment ago: that one counts
        finally:
            Path(draft).unlink()
    return path.read_text().strip()
