"""Remembers what was made from which inputs, so that a second start skips what has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from portal.commands.bootstrap import ROOT

NOT_INPUTS = {"__pycache__", "node_modules", "build"}


def fingerprint(inputs: Iterable[Path], *values: str) -> str:
    """Return a hash of all files under `inputs` (names and contents) and of `values`."""
    total = hashlib.sha256("\0".join(values).encode())
    for path in sorted(_files(inputs)):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def is_fresh(stamp: Path, mark: str) -> bool:
    """Tell whether `stamp` says that the thing was made from the inputs of `mark`."""
    return stamp.is_file() and stamp.read_text() == mark


def _files(inputs: Iterable[Path]) -> Iterable[Path]:
    for path in inputs:
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (
                each
                for each in path.rglob("*")
                if each.is_file() and not NOT_INPUTS & set(each.relative_to(path).parts)
            )
