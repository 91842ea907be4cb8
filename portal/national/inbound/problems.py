"""Why a message could not be done: for now, or before somebody mends something. Words name nobody."""

from __future__ import annotations


class NotYet(Exception):
    """Another try may go well by itself: what it needs has not come, or somebody did not answer."""


class Impossible(Exception):
    """No use in trying again before something was mended here or there."""
