"""Words of another system as PostgreSQL can keep them."""

from __future__ import annotations

import re
from typing import Any

#: NUL, and halves of signs that a JSON text may name one by one.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(words: str) -> str:
    """The words without what no database keeps: a row that can't be written would stop all that follow it."""
    return _UNSTORABLE.sub("", words)


def storable_json(value: Any) -> Any:
    """The same for every text in a JSON value, names included."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [storable_json(one) for one in value]
    return {storable(name): storable_json(one) for name, one in value.items()} if isinstance(value, dict) else value
