"""The interface of 2026: JSON under `/api/v1/`, a bearer token, answers {code, data, message} with HTTP 201.

Reading the catalogue is as it was seen (domain.md 6.3). Everything else is **assumed** in the same manner, since the
interface for writing is not public; its names stand in `names_2026.py`, its words for failures in `_KINDS`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from portal.national.connection import Connection
from portal.national.drivers import formality_2026
from portal.national.drivers.base import (
    Away,
    Busy,
    Exchange,
    Message,
    NationalDriver,
    NationalFailure,
    NotTaken,
    Rejected,
    There,
)
from portal.national.drivers.names_2026 import to_2024, to_2026
from portal.national.drivers.rates import wait_turn
from portal.national.drivers.transport import Transport

ROOT = "api/v1"
LIST_PROCEDURES = "submitting/formality/list-all-public-formality-by-citizen"
PAGE = 200
#: Of a failed call: whether another try can help. What is not named here is tried again.
_KINDS: dict[str, type[NationalFailure]] = {
    "INTERNAL_ERROR": Away,
    "VALIDATION_ERROR": Rejected,
    "CONFLICT": Rejected,
    "NOT_FOUND": Rejected,
    "PETITION_NOT_FOUND": Rejected,
    "TOO_MANY_REQUESTS": Busy,
}
_WORDS = {
    "INTERNAL_ERROR": "Cổng Dịch vụ công quốc gia gặp lỗi bên trong",
    "UNAUTHORIZED": "phiên làm việc không còn giá trị",
    "VALIDATION_ERROR": "bản tin sai cấu trúc",
    "CONFLICT": "hồ sơ đã có",
    "NOT_FOUND": "chưa có hồ sơ này",
    "PETITION_NOT_FOUND": "không có câu hỏi này",
    "TOO_MANY_REQUESTS": "gửi quá nhiều trong một lúc",
}


class Driver2026(NationalDriver):
    """Speaks the messages of 2024 in the names and the manner of 2026."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = Transport(connection.url, {}, connection.patience_seconds)
        self._token, self._lock = "", threading.Lock()

    def put_dossiers(self, messages: Sequence[Message], *, are_known: bool) -> Exchange:
        """Write them, the other way round where the portal says that we are wrong about what is there."""
        exchange = self._write(messages, are_known)
        if _code(exchange) == ("NOT_FOUND" if are_known else "CONFLICT"):
            exchange = self._write(messages, not are_known)
        _require_done(exchange)
        return exchange

    def put_steps(self, messages: Sequence[Message]) -> Exchange:
        """Add them all in one call."""
        return self._put("receiving/dossier/add-steps", messages)

    def look_up(self, code: str) -> There | None:
        """With its steps."""
        exchange = self._call("receiving/dossier/get", {"dossierCode": code})
        if _code(exchange) == "NOT_FOUND":
            return None
        found = to_2024(_object(exchange))
        steps = found.pop("TienDoXuLy", None) or []
        if not (isinstance(steps, list) and all(isinstance(step, dict) for step in steps)):
            raise NotTaken(f"{exchange.service}: tiến độ không phải danh sách các đối tượng", exchange)
        return There(found, tuple(steps))

    def procedures(self) -> list[Message]:
        """All of them, page by page."""
        found: list[Message] = []
        last = ""
        while True:
            rows = self._page({"limit": PAGE, "lastId": last, "q": "", "categoryId": "", "departmentCode": ""})
            found += [formality_2026.summary(row) for row in rows]
            if len(rows) < PAGE or rows[-1].get("id") in (None, "", last):
                return found
            last = rows[-1]["id"]

    def procedure(self, code: str) -> Message | None:
        """In the keys of the classic catalogue: looked for by its code, then read by its id."""
        asked = {"limit": PAGE, "lastId": "", "q": code, "categoryId": "", "departmentCode": ""}
        found = next((row for row in self._page(asked) if row.get("code") == code), None)
        if found is None:
            return None
        exchange = self._read("configuring/formality/get-formality-by-citizen", {"id": found.get("id")})
        return formality_2026.procedure(_object(exchange))

    def agencies(self) -> list[Message]:
        """Code and name of each."""
        return self._list("configuring/department/list")

    def fields(self) -> list[Message]:
        """Code and name of each."""
        return self._list("configuring/category/list")

    def questions(self) -> list[Message]:
        """In the names of 2024."""
        return self._list("petition/list-open")

    def agency_questions(self) -> list[Message]:
        """In the names of 2024."""
        return self._list("petition/list-public")

    def answers_to(self, question: str) -> list[Message]:
        """None for a question that is not there."""
        exchange = self._call("petition/list-answers", {"petitionId": question})
        return [] if _code(exchange) == "PETITION_NOT_FOUND" else [to_2024(row) for row in _rows(exchange)]

    def put_answers(self, messages: Sequence[Message]) -> Exchange:
        """Add them all in one call."""
        return self._put("petition/answer", messages)

    def put_questions(self, messages: Sequence[Message]) -> Exchange:
        """Write them all in one call."""
        return self._put("petition/publish", messages)

    def _write(self, messages: Sequence[Message], is_updating: bool) -> Exchange:
        path = f"receiving/dossier/{'update' if is_updating else 'create'}"
        return self._call(path, {"data": to_2026([*messages])})

    def _put(self, path: str, messages: Sequence[Message]) -> Exchange:
        exchange = self._call(path, {"data": to_2026([*messages])})
        _require_done(exchange)
        return exchange

    def _list(self, path: str) -> list[Message]:
        return [to_2024(row) for row in _rows(self._read(path, {}))]

    def _page(self, asked: Message) -> list[Message]:
        return _rows(self._read(LIST_PROCEDURES, asked))

    def _read(self, path: str, message: Message) -> Exchange:
        """A call of the catalogue, which takes fewer in a second."""
        wait_turn("catalogue", self._connection.catalogue_per_second)
        return self._call(path, message)

    def _call(self, path: str, message: Message) -> Exchange:
        """One exchange, with one renewal of the token where the other side asks for it."""
        wait_turn("calls", self._connection.calls_per_second)
        sent = {"departmentCode": self._connection.unit, **message}
        token = self._token or self._renewed("")
        exchange = Exchange(path, sent, self._post(path, sent, token))
        if _code(exchange) == "UNAUTHORIZED":
            exchange = Exchange(path, sent, self._post(path, sent, self._renewed(token)))
        return exchange

    def _renewed(self, stale: str) -> str:
        """A token in place of a stale one; threads that found it stale together ask once."""
        with self._lock:
            if self._token == stale:
                account = {"clientId": self._connection.username, "clientSecret": self._connection.password}
                told = self._post("auth/token", account).get("data")
                token = told.get("accessToken") if isinstance(told, dict) else None
                if not (isinstance(token, str) and token):
                    raise NotTaken("Cổng Dịch vụ công quốc gia không cho đăng nhập")
                self._token = token
            return self._token

    def _post(self, path: str, message: Message, token: str = "") -> Message:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._transport.post(f"{ROOT}/{path}", message, headers, HTTPStatus.CREATED)


def _code(exchange: Exchange) -> str:
    return str(exchange.answer.get("code", ""))


def _require_done(exchange: Exchange) -> Any:
    code = _code(exchange)
    if code == "OK":
        return exchange.answer.get("data")
    said = str(exchange.answer.get("message", ""))[:300]
    words = _WORDS.get(code, "mã lỗi không có trong bảng")
    raise _KINDS.get(code, NotTaken)(f"{exchange.service}: {words} (mã {code[:40] or 'trống'}: {said})", exchange)


def _rows(exchange: Exchange) -> list[Message]:
    rows = _require_done(exchange) or []
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise NotTaken(f"{exchange.service}: kết quả không phải danh sách các đối tượng", exchange)
    return rows


def _object(exchange: Exchange) -> Message:
    found = _require_done(exchange)
    if not isinstance(found, dict):
        raise NotTaken(f"{exchange.service}: kết quả không phải một đối tượng", exchange)
    return found
