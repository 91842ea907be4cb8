"""Not asking a peer oftener than it allows: so many calls a second, shared by all workers through the cache.

Without a cache nobody waits: the peer says itself that it is asked too often, and the call is made again later.
"""

from __future__ import annotations

import time

from portal.national.drivers.base import Busy
from portal.ui.throttling import Limit, is_over

PATIENCE_SECONDS = 20.0
_STEP_SECONDS = 0.1


def wait_turn(peer: str, per_second: int) -> None:
    """Return when a call may be made; at once where `per_second` is 0 (no limit).

    Raises Busy after `PATIENCE_SECONDS`: others have the turn, and the call is made again later.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while per_second and is_over(Limit("national-calls", per_second, 2), f"{peer}/{int(time.time())}"):
        if time.monotonic() > end:
            raise Busy("Chưa đến lượt gọi Cổng Dịch vụ công quốc gia: đang có quá nhiều lượt trong một giây")
        time.sleep(_STEP_SECONDS)
