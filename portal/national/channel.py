"""The channel "national" of the outbox: what leaves through it, in order for each dossier."""

from __future__ import annotations

from typing import Any

from portal.national import proving, synchronising
from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import Away, Rejected
from portal.outbox.drivers.base import Driver, Refused, Unreachable

CHANNEL = "national"


class NationalChannel(Driver):
    """Payload: {"dossier": primary key, "sequence": of the event}, with "again" what was told before."""

    channel = CHANNEL
    max_attempts = 48
    #: A step that could not be told must not be overtaken by the next.
    dead_blocks_key = True
    #: Doing a thing twice adds it twice there, so each try is noted before it is made.
    notes_tries = True
    most_lanes = 8

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell an event; one that was told before may be there in part."""
        self._tell(payload, maybe_there=bool(payload.get("again")))

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell an event that may have arrived: look first."""
        self._tell(payload, maybe_there=True)

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        """Keep what was rejected for good, and the answer, for proof."""
        failure = error.__cause__
        if isinstance(failure, Rejected) and failure.exchange is not None:
            proving.keep_refused(payload, failure.exchange)

    def _tell(self, payload: dict[str, Any], *, maybe_there: bool) -> None:
        if not is_connected():
            raise Unreachable("chưa khai báo địa chỉ Cổng Dịch vụ công quốc gia")
        try:
            synchronising.tell(registry.current(), payload["dossier"], payload["sequence"], maybe_there=maybe_there)
        except Rejected as failure:
            raise Refused(str(failure)) from failure
        except Away as failure:
            raise Unreachable(str(failure)) from failure
