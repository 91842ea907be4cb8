"""Handing in what was filed at the simulated national portal, also when it does so badly."""

from __future__ import annotations

import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from portal.national.simulator.filed import FiledStore, Handed
from portal.national.simulator.manners import HandingFault, Manners
from portal.outbox.standard_webhooks import sign
from portal.simulating.telling import PATIENCE_SECONDS, RETRIES


class Handing:
    """Hands messages in, in threads of their own, until the province answered."""

    def __init__(
        self,
        filed: FiledStore,
        door: str,
        secret: str,
        manners: Callable[[], Manners],
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self._filed, self._door, self._secret = filed, door, secret
        self._manners, self._retries = manners, retries
        self._held: list[Handed] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def hand_in(self, service: str, data: dict[str, Any]) -> None:
        """Keep a message and send it, or keep it back until the next one where things are to arrive in disorder."""
        faults = self._manners().handing
        changed = {"PhienBanMoi": "2027"} if HandingFault.OTHER_SHAPE in faults else {}
        message = self._kept(data.get("MaHoSo", ""), json.dumps({"service": service, "data": data | changed}))
        with self._lock:
            held, self._held = self._held, []
            if HandingFault.REORDERED in faults and not held:
                self._held = [message]
                return
        again = [self._kept(message.code, message.body)] if HandingFault.TWICE in faults else []
        is_deaf = HandingFault.LOSES_OUR_ANSWER in faults
        for one in (message, *([message] if again or is_deaf else []), *again, *held):
            self._start(one)

    def release(self) -> None:
        """Send what is kept back."""
        with self._lock:
            held, self._held = self._held, []
        for message in held:
            self._start(message)

    def ask(self, code: str) -> None:
        """Tell the newest messages of a dossier once more: the answer says how they stand."""
        for message in self._filed.handed(code):
            self._send(message)

    def wait(self) -> None:
        """Until everything that was sent is answered or given up."""
        for thread in list(self._threads):
            thread.join()

    def _kept(self, code: str, body: str) -> Handed:
        message = Handed(f"dvcqg-{secrets.token_hex(12)}", code, body, 0, 0, {})
        self._filed.hand(message.id, code, body)
        return message

    def _start(self, message: Handed) -> None:
        thread = threading.Thread(target=self._insist, args=(message,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _insist(self, message: Handed) -> None:
        for pause in (0.0, *self._retries):
            time.sleep(pause)
            status = self._send(message)
            if status and status < 500:
                return

    def _send(self, message: Handed) -> int:
        signed = sign(message.body.encode(), message.id, int(time.time()), self._secret)
        status, answer = _post(self._door, signed.body, signed.headers)
        self._filed.answered(message.id, status, answer)
        return status


def _post(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """The status and what was answered; 0 when nobody did."""
    request = urllib.request.Request(  # noqa: S310 - the operator of the simulator names the address
        address, body, {"Content-Type": "application/json", **headers}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return int(answer.status), _object(answer.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, _object(refusal.read())
    except OSError:
        return 0, {}


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
