"""Delivering side by side: each channel with something due has lanes of its own, and each lane is a thread.

A lane takes one message after the other, as any worker does: the row lock of a claim keeps lanes of all workers apart,
a key stays in order, and a slow channel holds up its own lanes only. Connections to the other side are kept by the
drivers and shared by the lanes.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass

from django.db import connection

from portal.outbox.delivery import Round
from portal.outbox.drivers import registry


@dataclass(frozen=True)
class Worked:
    """What a time of delivering brought; `is_dry` says that nothing more was due."""

    outcomes: Counter[str]
    is_dry: bool


def deliver_side_by_side(lanes: int, seconds: float) -> Worked:
    """Deliver in up to `lanes` threads until nothing is due, or for so many seconds.

    Messages under way are finished. An error outside of a delivery (the database is gone) ends its lane, and is
    raised when the others have ended.
    """
    shared, until = Round(), time.monotonic() + seconds
    shares = _shares([name for name in registry.channels() if shared.has_due(name)], lanes)
    team = [_Lane(shared, channel, until) for channel, number in shares.items() for _ in range(number)]
    for lane in team:
        lane.start()
    for lane in team:
        lane.join()
    for lane in team:
        if lane.error is not None:
            raise lane.error
    return Worked(shared.outcomes, is_dry=all(lane.is_dry for lane in team))


def _shares(channels: list[str], lanes: int) -> dict[str, int]:
    """How many lanes each channel has: dealt out one by one, at least one each, none more than it wants."""
    shares = dict.fromkeys(channels, 1)
    free = lanes - len(channels)
    while free > 0 and (hungry := [name for name in channels if shares[name] < registry.most_lanes(name)]):
        for name in hungry[:free]:
            shares[name] += 1
        free -= len(hungry)
    return shares


class _Lane(threading.Thread):
    def __init__(self, shared: Round, channel: str, until: float) -> None:
        super().__init__(name=f"outbox-{channel}", daemon=True)
        self._shared, self._channel, self._until = shared, channel, until
        self.is_dry = False
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while time.monotonic() < self._until:
                if not self._shared.deliver_next(self._channel):
                    self.is_dry = True
                    return
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the lanes
            self.error = error
        finally:
            connection.close()
