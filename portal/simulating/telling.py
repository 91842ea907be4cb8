"""Telling the portal by HTTP until it has heard: with patience between the tries, in threads of their own."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence

PATIENCE_SECONDS = 10
#: Pauses before each try after the first.
RETRIES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0)


def post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; 0 when nobody answered."""
    request = urllib.request.Request(  # noqa: S310 - the operator of the simulator names the address
        address, body, {"Content-Type": "application/json", **headers}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


class Teller:
    """Tells in the background; ``told`` keeps the status of each try."""

    def __init__(self, retries: Sequence[float] = RETRIES) -> None:
        self._retries = retries
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()
        self.told: list[int] = []

    def tell(self, send: Callable[[], int], after_seconds: float = 0) -> None:
        """Call ``send`` until it gives a status of 200, or one that no try can mend (400, 401, 413)."""
        thread = threading.Thread(target=self._tell, args=(send, after_seconds), daemon=True)
        self._threads.append(thread)
        thread.start()

    def wait(self) -> None:
        """Until everything is told or given up."""
        for thread in self._threads:
            thread.join()

    def end(self) -> None:
        """Give up what is still to be told."""
        self._ended.set()
        self.wait()

    def _tell(self, send: Callable[[], int], after_seconds: float) -> None:
        for pause in (after_seconds, *self._retries):
            if self._ended.wait(pause):
                return
            status = send()
            self.told.append(status)
            if status and status < 500:
                return
