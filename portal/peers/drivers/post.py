"""The post office: parcels ordered, ordered to be tried again or to come back, asked after, and told of by notices.

Fields as VNPost names them in systems of provinces (CustomerCode, OrderNumber, ItemCode, Sender…, Receiver…, CODAmount,
FlagConfig); paths, words of states and FlagConfig are assumed until a province agrees on them (docs/peers.md).
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from portal.peers.drivers import transport
from portal.peers.drivers.base import Answer, Message, NoticeKind, PeerDriver
from portal.peers.kinds import PeerKind
from portal.peers.postal import notices
from portal.peers.postal.words import MOVED

#: By the type of a message, where it goes.
PATHS = {
    "post.order": "/orders",
    "post.again": "/orders/again",
    "post.return": "/orders/return",
    "post.where": "/where",
    "post.manifest": "/manifests",
    "post.manifest_off": "/manifests/off",
}


class PostOffice(PeerDriver):
    """Parcels over JSON and HTTPS, signed."""

    name = "post"
    label = _("Bưu chính (đơn hàng và hành trình)")
    kinds = frozenset({PeerKind.POST})
    notices: ClassVar = {MOVED: NoticeKind(notices.SCHEMA, notices.take)}

    def send(self, message: Message) -> Answer:
        """Say it under our customer code."""
        told = {"CustomerCode": self.reached.account, **message.data}
        return transport.post(self.reached, PATHS[message.type], told, message.id)

    def ask(self, message: Message) -> Answer:
        """Where a parcel is."""
        return self.send(message)

    def try_out(self, message: Message) -> None:
        """Knock, as the customer that we are."""
        transport.post(self.reached, "/ping", {"CustomerCode": self.reached.account}, message.id)
