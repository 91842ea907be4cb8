"""Asking after parcels of which nothing was heard for a day: a notice may have got lost."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal.words import WHERE
from portal.peers.sending import say

SILENCE = timedelta(hours=24)
#: What the post may still tell of (a partial index names the same).
_UNDER_ITS_HANDS = (OrderState.ORDERED, OrderState.ACCEPTED, OrderState.IN_TRANSIT, OrderState.FAILED)
_AT_ONCE = 500


def ask_silent() -> int:
    """Ask for each once a day; how many. Whoever answers late answers once."""
    now = timezone.now()
    silent = PostalOrder.objects.filter(state__in=_UNDER_ITS_HANDS, heard_at__lt=now - SILENCE)
    # Those of a connection that has ended would stand before all others for ever.
    silent = silent.filter(connection__in=Connection.objects.on())
    with transaction.atomic():
        rows = silent.order_by("heard_at").select_related("connection", "dossier")[:_AT_ONCE]
        orders = list(rows.select_for_update(of=("self",), skip_locked=True))
        for order in orders:
            say(order.connection, WHERE, order.dossier.code, {"order": order.pk}, f"{order.number}/{now:%Y%m%d}")
        # Not asked again before tomorrow, also where nobody answers.
        PostalOrder.objects.filter(pk__in=[order.pk for order in orders]).update(heard_at=now)
    return len(orders)
