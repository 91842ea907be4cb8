"""Telling the portal what happens to parcels, also when it is done badly."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Sequence

from portal.outbox.standard_webhooks import sign
from portal.peers.postal.words import MOVED
from portal.peers.simulator.manners import Fault, Manners
from portal.simulating.telling import RETRIES, Teller, post


class Notifying:
    """Signed notices, told until the portal has heard."""

    def __init__(
        self, door: str, secret: str, manners: Callable[[], Manners], retries: Sequence[float] = RETRIES
    ) -> None:
        self.door, self.secret = door, secret
        self._manners = manners
        self._held: list[dict[str, str]] = []
        self._lock = threading.Lock()
        self.teller = Teller(retries)

    def tell(self, told: dict[str, str]) -> None:
        """Tell of a move, or keep it back until the next where things are to arrive in disorder."""
        faults = self._manners().faults
        with self._lock:
            held, self._held = self._held, []
            if Fault.DISORDER in faults and not held:
                self._held = [told]
                return
        for one in (told, *([told] if Fault.TWICE in faults else []), *held):
            self._start(one)

    def release(self) -> None:
        """Send what is kept back."""
        with self._lock:
            held, self._held = self._held, []
        for one in held:
            self._start(one)

    def _start(self, told: dict[str, str]) -> None:
        body, name = json.dumps({"type": MOVED, "data": told}).encode(), f"post-{secrets.token_hex(12)}"

        def send() -> int:
            signed = sign(body, name, int(time.time()), self.secret)
            return post(self.door, signed.body, signed.headers)

        self.teller.tell(send)
