"""What the counter decides of a parcel that was not delivered: once more, perhaps to another address, or kept here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, posting
from dossiers.problems import NotAllowedNow
from portal.peers import choosing
from portal.peers.drivers.base import Message, PeerDriver
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.peers.postal import ordering, parcels
from portal.peers.postal.words import AGAIN, RETURN
from portal.peers.sending import say

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from portal.peers.postal.parcels import Recipient


def send_again(order: PostalOrder, user: User, recipient: Recipient) -> PostalOrder:
    """Let the post try once more, or order anew where the parcel is back (or never left). Gives the order that goes.

    Raises NotYours, NotAllowedNow where somebody decided already or the result may not leave.
    """
    with _undecided(order) as (dossier, held):
        posting.post_again(dossier, user)
        held.settled_at = timezone.now()
        if held.state != OrderState.FAILED:
            held.save(update_fields=["settled_at"])
            office = choosing.post_office(dossier) or held.connection
            return ordering.make(dossier, office, recipient, sender_pays=held.sender_pays)
        # The day named before was of the try that failed.
        held.told, held.expected_on = recipient.as_kept(), None
        held.save(update_fields=["settled_at", "told", "expected_on"])
        say(held.connection, AGAIN, dossier.code, {"order": held.pk}, f"{held.number}/{dossier.last_sequence}")
        return held


def keep(order: PostalOrder, user: User, note: str = "") -> None:
    """The owner fetches it at the counter; a parcel that is still with the post comes back. Raises as `send_again`."""
    with _undecided(order) as (dossier, held):
        posting.keep_at_counter(dossier, user, note)
        held.settled_at = timezone.now()
        held.save(update_fields=["settled_at"])
        if held.state == OrderState.FAILED:
            say(held.connection, RETURN, dossier.code, {"order": held.pk}, f"{held.number}/{dossier.last_sequence}")


def tell(driver: PeerDriver, _connection: Connection, payload: dict[str, Any], message_id: str) -> None:
    """The worker: another try, or back to the counter."""
    order = PostalOrder.objects.select_related("unit").get(pk=payload["order"])
    kind = payload["type"]
    told = parcels.as_told(order) if kind == AGAIN else {"OrderNumber": order.number}
    driver.send(Message(kind, told | {"ItemCode": order.item_code}, message_id, order.unit.code))


@contextmanager
def _undecided(order: PostalOrder) -> Iterator[tuple[Dossier, PostalOrder]]:
    """Dossier and order, locked and fresh. Raises NotAllowedNow where nothing is to decide any more."""
    with lifecycle.locked(order.dossier) as dossier:
        held = PostalOrder.objects.select_for_update(of=("self",)).select_related("connection").get(pk=order.pk)
        if held.state not in TO_DECIDE or held.settled_at is not None:
            raise NotAllowedNow(_("Bưu gửi này không còn chờ quyết định: có người vừa quyết định, hoặc đã phát."))
        yield dossier, held
