"""Why something can't be done with the store of results, in words for whoever asked."""

from __future__ import annotations


class StoreRefused(Exception):
    """It can't be done; the words say why. `field`: the field of the form that they belong to, "" for none."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field
