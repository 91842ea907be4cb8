"""A gateway for text messages that sends none: it shows them on a page, and tells the portal what became of each.

On demand it is down, refuses, loses its answer after it took a message, or tells that a telephone was never reached.
"""

from __future__ import annotations

import html
import itertools
import json
import threading
import time
from dataclasses import dataclass

from portal.notices.sms.parts import parts_of
from portal.outbox import standard_webhooks
from portal.simulating.serving import Request, Response, Route, as_json, page, redirect
from portal.simulating.telling import RETRIES, Teller, post

MANNERS = {
    "works": "Chạy tốt",
    "down": "Ngừng chạy (503)",
    "refuses": "Từ chối mọi số",
    "loses": "Nhận nhưng mất câu trả lời",
    "unreachable": "Nhận nhưng không đến máy",
    "silent": "Nhận nhưng không báo lại",
}
_FIELDS = ("requestId", "brandname", "phone", "message", "unicode")


@dataclass(frozen=True)
class Arrived:
    """A text message that somebody would have on their telephone."""

    reference: str
    gateway_id: str
    brand: str
    phone: str
    words: str
    is_unicode: bool


class SimulatedGateway:
    """Keeps what it took in memory; a second message of one requestId is the first one."""

    def __init__(self, notify: str, secret: str, token: str, retries: tuple[float, ...] = RETRIES) -> None:
        self._notify, self._secret, self._token = notify, secret, token
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.teller = Teller(retries)
        self.manner = "works"
        self.arrived: dict[str, Arrived] = {}

    def routes(self) -> dict[tuple[str, str], Route]:
        """The page, its switch, and the door for messages."""
        return {
            ("GET", "/"): lambda _request: page(self._shown()),
            ("POST", "/"): self._take,
            ("POST", "/cach-chay"): self._switch,
            ("GET", "/messages"): lambda _request: as_json([one.__dict__ for one in self.arrived.values()]),
        }

    def _switch(self, request: Request) -> Response:
        manner = request.values.get("manner", "")
        if manner not in MANNERS:
            raise ValueError(f"manner: {', '.join(MANNERS)}")
        self.manner = manner
        return redirect("/")

    def _take(self, request: Request) -> Response:
        if self.manner == "down":
            return as_json({"code": "99", "description": "maintenance"}, 503)
        message = request.json()
        if request.headers.get("Authorization") != f"Bearer {self._token}":
            return as_json({"code": "1", "description": "token"}, 401)
        if self.manner == "refuses":
            return as_json({"code": "101", "description": "phone"})
        return self._answer(message)

    def _answer(self, message: dict[str, object]) -> Response:
        if lacking := [name for name in _FIELDS if name not in message]:
            raise ValueError(f"the message lacks {', '.join(lacking)}")
        with self._lock:
            reference = str(message["requestId"])
            is_news = reference not in self.arrived
            taken = self.arrived.setdefault(reference, self._read(reference, message))
        if is_news and self.manner != "silent":
            status = "FAILED" if self.manner == "unreachable" else "DELIVERED"
            self.teller.tell(lambda: self._tell(reference, status))
        if self.manner == "loses":
            return Response(b"", is_lost=True)
        return as_json({"code": "0" if is_news else "208", "messageId": taken.gateway_id})

    def _read(self, reference: str, message: dict[str, object]) -> Arrived:
        brand, phone, words = (str(message[name]) for name in ("brandname", "phone", "message"))
        return Arrived(
            reference, f"SMS{next(self._numbers):06d}", brand, phone, words, is_unicode=bool(message["unicode"])
        )

    def _tell(self, reference: str, status: str) -> int:
        body = json.dumps({"requestId": reference, "status": status}).encode()
        signed = standard_webhooks.sign(body, f"msg_{reference}", int(time.time()), self._secret)
        return post(self._notify, signed.body, signed.headers)

    def _shown(self) -> str:
        rows = "".join(map(_row, reversed(self.arrived.values())))
        choices = "".join(
            f'<option value="{name}"{" selected" if name == self.manner else ""}>{label}</option>'
            for name, label in MANNERS.items()
        )
        return _PAGE.format(rows=rows, choices=choices, count=len(self.arrived))


def _row(one: Arrived) -> str:
    coding = "UCS-2" if one.is_unicode else "GSM"
    cells = (one.phone, one.brand, one.words, f"{len(parts_of(one.words))} ({coding})", one.gateway_id)
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tổng đài tin nhắn mô phỏng</title><style>body{{font:16px/1.5 sans-serif;margin:2rem;max-width:60rem}}
td,th{{padding:.3rem .6rem;border-bottom:1px solid #bbb;text-align:left;vertical-align:top}}</style>
<h1>Tổng đài tin nhắn mô phỏng</h1><form method="post" action="/cach-chay"><label>Cách chạy
<select name="manner">{choices}</select></label> <button>Đổi</button></form>
<p>Đã nhận {count} tin nhắn.</p><table>
<tr><th>Số máy</th><th>Người gửi</th><th>Nội dung</th><th>Số phần</th><th>Mã</th></tr>
{rows}</table></html>"""
