"""The plain way: every message is one JSON object to one address, signed as Standard Webhooks has it.

`{"type", "timestamp", "from", "to", "data"}`, with the agency codes (mã định danh) of both sides. An answer may give
the code under which the other system keeps the dossier: `{"code": "…"}`. Later it may tell it by a notice.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.peers import own_codes
from portal.peers.drivers import transport
from portal.peers.drivers.base import Answer, Message, NoticeKind, PeerDriver
from portal.peers.kinds import PeerKind

TEST = "peer.test"


class SignedJson(PeerDriver):
    """JSON over HTTPS, signed."""

    name = "signed_json"
    label = _("JSON có chữ ký (Standard Webhooks)")
    kinds = frozenset({PeerKind.CIVIL_STATUS, PeerKind.LAND, PeerKind.EXCHANGE})
    notices: ClassVar = {"dossier.code_assigned": NoticeKind(own_codes.SCHEMA, own_codes.take)}

    def send(self, message: Message) -> Answer:
        """Post it whole."""
        told = {
            "type": message.type,
            "timestamp": timezone.now().isoformat(),
            "from": message.sender,
            "to": self.reached.agency_code,
            "data": message.data,
        }
        return transport.post(self.reached, "", told, message.id)

    def ask(self, message: Message) -> Answer:
        """Questions go the same way."""
        return self.send(message)

    def try_out(self, message: Message) -> None:
        """A message that tells of nothing."""
        self.send(message)
