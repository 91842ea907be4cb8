"""What the system that filed a dossier may follow: its changes by number, and a webhook at each of them."""

from __future__ import annotations

from dataclasses import dataclass

from dossiers.hooks import Moved
from dossiers.models import ClientChange, ClientFeed
from portal.outbox import webhooks

CHANGED = "dossier.changed"


@dataclass(frozen=True)
class Changes:
    """Some changes of one client, oldest first; `latest` is how far it could have read when it asked."""

    rows: list[ClientChange]
    has_more: bool
    latest: int


def changes_after(client_id: str, number: int, most: int) -> Changes:
    """Up to `most` changes past a number. Numbers have no gaps and none arrives late. Two queries."""
    # Read before the rows: what comes between the two is told the next time.
    latest = ClientFeed.objects.filter(pk=client_id).values_list("number", flat=True).first() or 0
    found = ClientChange.objects.filter(client_id=client_id, number__gt=number, number__lte=latest)
    named = found.select_related("event__dossier", "event__unit").only(
        *("client_id", "number", "event__sequence", "event__action", "event__status_from", "event__status_to"),
        *("event__at", "event__note", "event__dossier__code", "event__unit__code"),
    )
    rows = list(named.order_by("number")[: most + 1])
    return Changes(rows[:most], len(rows) > most, latest)


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
