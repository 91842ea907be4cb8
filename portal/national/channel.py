"""The channel "national" of the outbox: what leaves through it, in order for each dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.national import proving, synchronising
from portal.national.drivers.base import Rejected
from portal.national.reaching import reached
from portal.national.synchronising import Telling
from portal.outbox.drivers.base import Driver

CHANNEL = "national"


class NationalChannel(Driver):
    """Payload: {"dossier": primary key, "sequence": of the event}, with "again" what was told before."""

    channel = CHANNEL
    name = _("Cổng Dịch vụ công quốc gia: hồ sơ")
    max_attempts = 48
    #: A step that could not be told must not be overtaken by the next.
    dead_blocks_key = True
    #: Doing a thing twice adds it twice there, so each try is noted before it is made.
    notes_tries = True
    most_lanes = 8

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell an event; one that was told before may be there in part."""
        self._tell([_telling(payload)])

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell an event that may have arrived: look first."""
        self._tell([replace(_telling(payload), maybe_there=True)])

    def most_together(self) -> int:
        """As many dossiers as the other side takes in one call."""
        return int(settings.NATIONAL_PORTAL_TOGETHER)

    def deliver_together(self, payloads: Sequence[dict[str, Any]]) -> None:
        """Tell an event of each of several dossiers."""
        self._tell([_telling(payload) for payload in payloads])

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        """Keep what was rejected for good, and the answer, for proof."""
        failure = error.__cause__
        if isinstance(failure, Rejected) and failure.exchange is not None:
            proving.keep_refused(payload, failure.exchange)

    def _tell(self, tellings: Sequence[Telling]) -> None:
        with reached() as driver:
            synchronising.tell(driver, tellings)


def _telling(payload: dict[str, Any]) -> Telling:
    return Telling(payload["dossier"], payload["sequence"], maybe_there=bool(payload.get("again")))
