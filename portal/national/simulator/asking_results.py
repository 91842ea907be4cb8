"""The simulated national store asks a province for results that were issued there, and fetches their files."""

from __future__ import annotations

import json
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from portal.national.results_store import signatures
from portal.outbox.standard_webhooks import sign
from portal.simulating.telling import PATIENCE_SECONDS

_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Province:
    """How a province's door is reached: the address of this asker there, its secret, and the province's public key."""

    door: str
    secret: str = field(repr=False)
    key: str


@dataclass(frozen=True)
class Answered:
    """What came back. `status`: 0 where nobody answered; `is_authentic`: whether the province signed it."""

    status: int
    said: dict[str, Any]
    is_authentic: bool

    @property
    def result(self) -> dict[str, Any]:
        """What was given; {} where nothing was, or where the province did not say it."""
        return (self.said.get("result") or {}) if self.is_authentic else {}


class ResultsAsker:
    """Asks at a province's door, as an agency does; each question is signed anew under an id of its own."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def look_up(self, **asked: Any) -> Answered:
        """Which results somebody has there: the fields of domain 6.6."""
        return self.send("tra-cuu/", asked)

    def fetch(self, agency: str, path: str) -> Answered:
        """The file of one of them."""
        return self.send("tep/", {"CoQuanChuQuan": agency, "DuongDan": path})

    def send(self, service: str, message: Any, message_id: str = "") -> Answered:
        """One signed question, and its answer proved."""
        body, name = json.dumps(message).encode(), message_id or f"kho-{secrets.token_hex(12)}"
        signed = sign(body, name, int(time.time()), self.province.secret)
        request = urllib.request.Request(  # noqa: S310 - the operator of the simulator names the address
            self.province.door + service, body, {"Content-Type": "application/json", **signed.headers}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
                return self._proved(body, int(answer.status), answer.read(_MOST_BYTES))
        except urllib.error.HTTPError as refusal:
            return self._proved(body, refusal.code, refusal.read(_MOST_BYTES))
        except OSError:
            return Answered(0, {}, is_authentic=False)

    def _proved(self, body: bytes, status: int, answer: bytes) -> Answered:
        try:
            said = json.loads(answer)
        except ValueError:
            return Answered(status, {}, is_authentic=False)
        try:
            signatures.verify(body, said, self.province.key)
        except signatures.NotAuthentic:
            return Answered(status, said, is_authentic=False)
        return Answered(status, said, is_authentic=True)
