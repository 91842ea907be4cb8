"""What the system that filed a dossier may follow: its changes by number, and a webhook at each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists

from dossiers.hooks import Moved
from dossiers.models import ClientChange, ClientFeed, OlderChanges
from portal.outbox import webhooks

CHANGED = "dossier.changed"


@dataclass(frozen=True)
class Changes:
    """Some changes of one client, oldest first; `latest` is how far it could have read when it asked.

    `is_whole`: whether what happened before the site had the feed can be read, too.
    """

    rows: list[ClientChange]
    has_more: bool
    latest: int
    is_whole: bool


@dataclass(frozen=True)
class _Reach:
    """From where to where a client can read."""

    number: int = 0
    older: int = 0
    is_whole: bool = False

    @property
    def latest(self) -> int:
        """The last number; -1 where there is nothing but older events, since 0 stands for the start."""
        return self.number or (-1 if self.older else 0)

    def start(self, number: int) -> int:
        """The number after which to read on for whoever names one: 0 is the start."""
        lowest = -self.older - 1 if self.older else 0
        return lowest if number == 0 else max(number, lowest)


def _reach(client_id: str) -> _Reach:
    """What was taken in so far of older events shows only once all of it is there. One query for most clients."""
    is_whole = Exists(OlderChanges.objects.filter(done_at__isnull=False))
    rows = ClientFeed.objects.filter(pk=client_id).values_list("number", "older", is_whole)
    found = rows.first()
    if found is None:
        return _Reach(is_whole=OlderChanges.objects.filter(done_at__isnull=False).exists())
    return _Reach(found[0], found[1] if found[2] else 0, found[2])


def changes_after(client_id: str, number: int, most: int) -> Changes:
    """Up to `most` changes past a number. Numbers have no gaps (but for 0) and none arrives late. Two queries."""
    # Read before the rows: what comes between the two is told the next time.
    reach = _reach(client_id)
    found = ClientChange.objects.filter(client_id=client_id, number__gt=reach.start(number), number__lte=reach.latest)
    named = found.select_related("event__dossier", "event__unit").only(
        *("client_id", "number", "event__sequence", "event__action", "event__status_from", "event__status_to"),
        *("event__at", "event__note", "event__dossier__code", "event__unit__code"),
    )
    rows = list(named.order_by("number")[: most + 1])
    return Changes(rows[:most], len(rows) > most, reach.latest, reach.is_whole)


def tell(moved: Moved) -> None:
    """A consequence of each move: the webhooks of the system that filed the dossier hear of it, without a name."""
    dossier, event = moved.dossier, moved.event
    if not dossier.client_id or dossier.is_taken_over:
        return
    data = {
        "dossier": dossier.code,
        "sequence": event.sequence,
        "action": str(event.action),
        "status": int(event.status_to),
        "at": event.at.isoformat(),
    }
    once = f"{dossier.code}/{event.sequence}"
    webhooks.publish_to_client(CHANGED, data, client_id=dossier.client_id, key=dossier.code, once=once)
