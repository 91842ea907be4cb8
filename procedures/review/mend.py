"""A mend: one suggested value for one place of a national record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mend:
    """``key`` names the reading among those of its doubt, ``says`` tells it in words of the reader's language.

    ``is_sure``: the words leave no other reading, so it may be taken together with others without a look at each.
    """

    key: str
    says: str
    path: str
    value: Any
    is_sure: bool = False
