"""Words of another system as PostgreSQL can keep them."""

from __future__ import annotations

import re

#: NUL, and halves of signs that a JSON text may name one by one.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(words: str) -> str:
    """The words without what no database keeps: a row that can't be written would stop all that follow it."""
    return _UNSTORABLE.sub("", words)
