"""The simulated post office without a socket: its doors and pages are asked as functions."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from portal.outbox.standard_webhooks import sign
from portal.peers.simulator.manners import Manners
from portal.peers.simulator.notifying import Notifying
from portal.peers.simulator.pages import PostPages
from portal.peers.simulator.services import PostServices
from portal.peers.simulator.store import ParcelStore
from portal.simulating.serving import Request, Response
from tests.peers.connecting import CUSTOMER, NOTICE_SECRET, SECRET

ORDER = {
    "CustomerCode": CUSTOMER,
    "OrderNumber": "H29-1-B1",
    "SenderName": "Trung tâm Phục vụ hành chính công",
    "SenderAddress": "",
    "SenderPhone": "",
    "ReceiverName": "Nguyễn Thị Lan",
    "ReceiverPhone": "+84901234567",
    "ReceiverAddress": "12 Lê Lợi, Phường Sài Gòn",
    "ReceiverCommune": "26740",
    "Weight": "100",
    "CODAmount": "0",
    "FlagConfig": "1",
}
NUMBER = {"CustomerCode": CUSTOMER, "OrderNumber": ORDER["OrderNumber"]}


class Told(Notifying):
    """Keeps what is told, and sends nothing."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9/", NOTICE_SECRET, Manners)
        self.said: list[dict[str, str]] = []
        self.releases = 0

    def tell(self, told: dict[str, str]) -> None:
        """Note it."""
        self.said.append(told)

    def release(self) -> None:
        """Note it."""
        self.releases += 1


class PostInside:
    """A post office of one test."""

    def __init__(self, store: ParcelStore) -> None:
        self.store, self.told = store, Told()
        self.services = PostServices(store, CUSTOMER, SECRET, self.told)
        self.routes = self.services.routes() | PostPages(self.services).routes()

    def ask(self, path: str, told: Mapping[str, Any], secret: str = SECRET) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer to a signed message."""
        body = json.dumps(told).encode()
        answer = self.knock(path, body, sign(body, "msg_1", int(time.time()), secret).headers)
        return answer.status, json.loads(answer.body)

    def knock(self, path: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """What is answered to whatever comes."""
        return self.routes["POST", path](Request(path, {}, body, headers=headers))

    def order(self, **changes: Any) -> str:
        """Order a parcel; its number."""
        assert self.ask("/orders", ORDER | changes)[0] == 200
        number: str = (ORDER | changes)["OrderNumber"]
        return number

    def page(self) -> str:
        """The page that people see."""
        return self.routes["GET", "/"](Request("/", {})).body.decode()

    def press(self, path: str, **values: str) -> Response:
        """Send a form of the page."""
        return self.routes["POST", path](Request(path, values))
