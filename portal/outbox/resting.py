"""Leaving alone, for a while, a server that did not answer."""

from __future__ import annotations

import time


class Rest:
    """A pause of one process; being wrong for a moment costs a delay, never a message."""

    def __init__(self, seconds: float) -> None:
        """Make a pause that lasts this many seconds from each start."""
        self.seconds = seconds
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether the pause lasts."""
        return time.monotonic() < self._until

    def start(self) -> None:
        """Begin the pause, or begin it again."""
        self._until = time.monotonic() + self.seconds

    def end(self) -> None:
        """Call it off."""
        self._until = 0.0
