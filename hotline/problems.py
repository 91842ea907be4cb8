"""What the hotline refuses, in words that their reader can act on."""

from __future__ import annotations


class HotlineError(Exception):
    """Base of every refusal; `str()` is a whole sentence for the person who asked."""


class NotAllowedNow(HotlineError):
    """The ticket is in a state in which this is not possible, often because somebody was faster."""


class NotYours(HotlineError):
    """The person has no role for this at the unit where the ticket stands."""


class Incomplete(HotlineError):
    """Something that the law or the reader needs is missing; `field` names where to write it."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
