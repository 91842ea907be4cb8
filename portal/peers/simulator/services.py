"""What the simulated post office answers: orders, another try, back to the sender, where a parcel is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.outbox import standard_webhooks
from portal.peers.drivers.post import PATHS
from portal.peers.simulator.manners import Fault, Manners
from portal.peers.simulator.notifying import Notifying
from portal.peers.simulator.store import CALLED_OFF, NEW, ParcelStore, UnknownParcel
from portal.simulating.serving import Request, Response, Route, as_json, page
from units.models import today_in_vietnam

_LOST = Response(b"", is_lost=True)
#: What an order must say; the rest may be empty.
NEEDED = ("OrderNumber", "SenderName", "ReceiverName", "ReceiverPhone", "ReceiverAddress", "Weight", "CODAmount")


class Refusal(Exception):
    """An order that is not taken, and why."""


class PostServices:
    """Answers one customer that signs with the shared secret; `manners` may be changed at any time."""

    def __init__(self, store: ParcelStore, customer: str, secret: str, notifying: Notifying | None = None) -> None:
        self.store, self.manners = store, Manners()
        self.customer, self.secret = customer, secret
        self.notifying = notifying
        self.calls: list[str] = []

    def routes(self) -> dict[tuple[str, str], Route]:
        """The doors for systems."""
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            PATHS["post.order"]: self._order,
            PATHS["post.again"]: self._again,
            PATHS["post.return"]: self._return,
            PATHS["post.where"]: self._where,
            PATHS["post.manifest"]: self._manifest,
            PATHS["post.manifest_off"]: self._manifest_off,
            "/ping": lambda _told: {},
        }
        return {("POST", path): self._guarded(act) for path, act in acts.items()}

    def _guarded(self, act: Callable[[dict[str, Any]], dict[str, Any]]) -> Route:
        def serve(request: Request) -> Response:
            time.sleep(self.manners.latency_seconds)
            faults = self.manners.faults
            if Fault.DOWN in faults:
                return _LOST
            if Fault.BROKEN in faults:
                return page("<h1>500</h1>", 500)
            self.calls.append(request.path)
            answer = self._answered(request, act)
            return _LOST if Fault.LOSES_ANSWER in faults else answer

        return serve

    def _answered(self, request: Request, act: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            standard_webhooks.verify(request.body, headers, [self.secret], time.time())
        except standard_webhooks.NotAuthentic as error:
            return as_json({"title": str(error)}, 401)
        told = request.json()
        if told.get("CustomerCode") != self.customer:
            return as_json({"title": "unknown customer"}, 403)
        try:
            return as_json(act(told))
        except (Refusal, UnknownParcel) as refusal:
            return as_json({"title": str(refusal)}, 422)

    def _order(self, told: dict[str, Any]) -> dict[str, Any]:
        if Fault.REFUSES in self.manners.faults:
            raise Refusal("ngoài vùng phục vụ")
        missing = [name for name in NEEDED if not told.get(name)]
        if missing:
            raise Refusal(f"thiếu {', '.join(missing)}")
        return {"ItemCode": self.store.order(told).item_code, "ExpectedDate": _expected()}

    def _again(self, told: dict[str, Any]) -> dict[str, Any]:
        receiver = {name: value for name, value in told.items() if name.startswith("Receiver")}
        self.store.change(told["OrderNumber"], "IN_TRANSIT", receiver)
        self.happen(told["OrderNumber"], "IN_TRANSIT", Place="Bưu cục phát", ExpectedDate=_expected())
        return {}

    def _return(self, told: dict[str, Any]) -> dict[str, Any]:
        if self.store.parcel(told["OrderNumber"]).state == NEW:
            self.store.change(told["OrderNumber"], CALLED_OFF)
        else:
            self.happen(told["OrderNumber"], "RETURNED", Reason="Người gửi yêu cầu chuyển hoàn")
        return {}

    def _where(self, told: dict[str, Any]) -> dict[str, Any]:
        parcel = self.store.parcel(told["OrderNumber"])
        return {"ItemCode": parcel.item_code, "Moves": self.store.moves(parcel.number)}

    def _manifest(self, told: dict[str, Any]) -> dict[str, Any]:
        numbers = [self.store.parcel(number).number for number in told["OrderNumbers"]]
        self.store.lay_down(told["ManifestNumber"], numbers, is_off=False)
        return {}

    def _manifest_off(self, told: dict[str, Any]) -> dict[str, Any]:
        self.store.lay_down(told["ManifestNumber"], [], is_off=True)
        return {}

    def accept_all(self, manifest: str) -> None:
        """The courier's van is unloaded: every parcel of a manifest that is new here is taken."""
        for number in self.store.manifests().get(manifest, []):
            if self.store.parcel(number).state == NEW:
                self.happen(number, "ACCEPTED")

    def happen(self, number: str, state: str, **words: str) -> None:
        """Let something happen to a parcel, and tell of it. Raises UnknownParcel."""
        told = self.store.move(number, state, **words)
        if self.notifying is not None:
            self.notifying.tell(told)


def _expected() -> str:
    """The day on which this post means to deliver what it fetches today."""
    return (today_in_vietnam() + timedelta(days=2)).isoformat()
