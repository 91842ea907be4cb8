"""The classic adapter: JSON over HTTPS with a session, one door for every service (domain: 6.1).

A session that the other side does not know any more is renewed once and the call is made again; a second refusal is a
failure like any other. One driver is used by all threads of a process.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from portal.national.connection import Connection
from portal.national.drivers.answers import (
    KNOWN_ALREADY,
    NO_SESSION,
    UNKNOWN_DOSSIER,
    UNKNOWN_PROCEDURE,
    UNKNOWN_QUESTION,
    code_of,
    require_done,
)
from portal.national.drivers.base import Exchange, Message, NationalDriver, NotTaken, There
from portal.national.drivers.rates import wait_turn
from portal.national.drivers.transport import Transport

LOGIN, CALL = "mapi/login", "mapi/g"
OF_CATALOGUE = frozenset({"LayDanhSachTTHC", "LayThuTuc", "LayDanhMucCoQuan", "LayDanhMucLinhVuc"})


class ClassicDriver(NationalDriver):
    """Speaks the messages of 2024 through the adapter of the ministry or province."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = Transport(connection.url, {"dstcode": connection.destination}, connection.patience_seconds)
        self._session, self._lock = "", threading.Lock()

    def put_dossiers(self, messages: Sequence[Message], *, are_known: bool) -> Exchange:
        """Write them, the other way round where the portal says that we are wrong about what is there."""
        exchange = self._write(messages, are_known)
        crossed = UNKNOWN_DOSSIER if are_known else KNOWN_ALREADY
        if code_of(exchange.answer) == crossed:
            exchange = self._write(messages, not are_known)
        require_done(exchange)
        return exchange

    def put_steps(self, messages: Sequence[Message]) -> Exchange:
        """Add them all in one call."""
        return self._put("CapNhatTienDoHoSoMC", messages)

    def look_up(self, code: str) -> There | None:
        """Its steps stand under TienDoXuLy."""
        exchange = self._call("TraCuuHoSo", mahoso=code)
        if code_of(exchange.answer) == UNKNOWN_DOSSIER:
            return None
        found = _rows(exchange)
        return _there(found[0], exchange) if found else None

    def procedures(self) -> list[Message]:
        """Code and name of each."""
        return _rows(self._call("LayDanhSachTTHC"))

    def procedure(self, code: str) -> Message | None:
        """In the keys of the classic catalogue."""
        exchange = self._call("LayThuTuc", maTTHC=code)
        if code_of(exchange.answer) == UNKNOWN_PROCEDURE:
            return None
        return next(iter(_rows(exchange)), None)

    def agencies(self) -> list[Message]:
        """Code and name of each."""
        return _rows(self._call("LayDanhMucCoQuan"))

    def fields(self) -> list[Message]:
        """Code and name of each."""
        return _rows(self._call("LayDanhMucLinhVuc"))

    def questions(self) -> list[Message]:
        """In the keys of `messages.of_question`."""
        return _rows(self._call("LayDanhSachHoiDapGuiTuDVCQG"))

    def agency_questions(self) -> list[Message]:
        """As `put_questions` wrote them."""
        return _rows(self._call("LayDanhSachHoiDapBoCoQuan"))

    def answers_to(self, question: str) -> list[Message]:
        """As `put_answers` wrote them; none for a question that is not there."""
        exchange = self._call("LayNoiDungTraLoiTheoCauHoi", HOIDAPID=question)
        return [] if code_of(exchange.answer) == UNKNOWN_QUESTION else _rows(exchange)

    def put_answers(self, messages: Sequence[Message]) -> Exchange:
        """Add them all in one call."""
        return self._put("DongBoKetQuaHoiDapGuiTuDVCQG", messages)

    def put_questions(self, messages: Sequence[Message]) -> Exchange:
        """Write them all in one call."""
        return self._put("DongBoHoiDap", messages)

    def _put(self, service: str, messages: Sequence[Message]) -> Exchange:
        exchange = self._call(service, data=[*messages])
        require_done(exchange)
        return exchange

    def _write(self, messages: Sequence[Message], is_updating: bool) -> Exchange:
        return self._call("DongBoHoSoMC", isUpdating=str(is_updating), data=[*messages])

    def _call(self, service: str, **content: Any) -> Exchange:
        """One exchange, with one renewal of the session where the other side asks for it."""
        wait_turn("calls", self._connection.calls_per_second)
        if service in OF_CATALOGUE:
            wait_turn("catalogue", self._connection.catalogue_per_second)
        message = {"madonvi": self._connection.unit, "service": service, **content}
        session = self._session or self._renewed("")
        answer = self._transport.post(CALL, {"session": session, **message})
        if code_of(answer) == NO_SESSION:
            answer = self._transport.post(CALL, {"session": self._renewed(session), **message})
        return Exchange(service, message, answer)

    def _renewed(self, stale: str) -> str:
        """A session in place of a stale one; threads that found it stale together log in once."""
        with self._lock:
            if self._session == stale:
                account = {"username": self._connection.username, "password": self._connection.password}
                answer = self._transport.post(LOGIN, account)
                session = answer.get("session")
                if not (isinstance(session, str) and session):
                    # A password may be mended while we wait: no reason to let every message die.
                    raise NotTaken("Cổng Dịch vụ công quốc gia không cho đăng nhập")
                self._session = session
            return self._session


def _rows(exchange: Exchange) -> list[Message]:
    """The rows of a result: adapters answer one row as an object, several as a list, none as nothing."""
    result = require_done(exchange)
    rows = result if isinstance(result, list) else [result] if result else []
    if not all(isinstance(row, dict) for row in rows):
        raise NotTaken(f"{exchange.service}: kết quả không phải danh sách các đối tượng", exchange)
    return rows


def _there(found: Message, exchange: Exchange) -> There:
    steps = found.get("TienDoXuLy") or []
    if not (isinstance(steps, list) and all(isinstance(step, dict) for step in steps)):
        raise NotTaken(f"{exchange.service}: tiến độ không phải danh sách các đối tượng", exchange)
    return There({name: value for name, value in found.items() if name != "TienDoXuLy"}, tuple(steps))
