"""The services of the simulated national portal: one door, a session, and the messages of the classic adapter."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from portal.national.drivers import answers
from portal.national.messages import DOSSIER_FIELDS, STEP_FIELDS
from portal.national.simulator import catalogue
from portal.national.simulator.answering import QuestionServices
from portal.national.simulator.checking import Refusal, checked
from portal.national.simulator.doors_2026 import Doors2026
from portal.national.simulator.evaluating import Evaluation
from portal.national.simulator.manners import Fault, Manners
from portal.national.simulator.questions import QuestionStore
from portal.national.simulator.store import KnownAlready, Message, Store, UnknownDossier
from portal.simulating.serving import Request, Response, Route, as_json, page

_LOST = Response(b"", is_lost=True)


class NationalServices:
    """Answers calls; `calls` counts them by service, `manners` may be changed at any time."""

    def __init__(self, store: Store, username: str, password: str, questions: QuestionStore | None = None) -> None:
        self.store, self.manners = store, Manners()
        self.questions = questions or QuestionStore()
        self.calls: dict[str, int] = {}
        self.logins = 0
        self._account = {"username": username, "password": password}
        self._sessions: set[str] = set()
        self._lock = threading.Lock()
        self._services: dict[str, Callable[[Message], Any]] = {
            "DongBoHoSoMC": self._put_dossiers,
            "CapNhatTienDoHoSoMC": self._put_steps,
            "TraCuuHoSo": self._look_up,
            "LayDanhSachTTHC": lambda _message: catalogue.PROCEDURES,
            "LayThuTuc": _procedure,
            "LayDanhMucCoQuan": lambda _message: catalogue.AGENCIES,
            "LayDanhMucLinhVuc": lambda _message: catalogue.FIELDS,
            **QuestionServices(self.questions).by_name(),
        }

    def routes(self) -> dict[tuple[str, str], Route]:
        """The doors for systems, of both interfaces."""
        classic: dict[tuple[str, str], Route] = {
            ("POST", "/mapi/login"): self._login,
            ("POST", "/mapi/g"): self._serve,
        }
        return (
            classic
            | Doors2026(self._login, self._serve).routes()
            | Evaluation(self.store, lambda: self.manners).routes()
        )

    def forget_sessions(self) -> None:
        """Know nobody any more, as after a restart there."""
        with self._lock:
            self._sessions.clear()

    def _login(self, request: Request) -> Response:
        if Fault.DOWN in self.manners.always:
            return _LOST
        if request.json() != self._account:
            return as_json({"error_code": answers.NO_SESSION, "message": "sai tài khoản", "session": ""})
        session = secrets.token_hex(16)
        with self._lock:
            self.logins += 1
            self._sessions.add(session)
        return as_json({"session": session})

    def _serve(self, request: Request) -> Response:
        time.sleep(self.manners.latency_seconds)
        faults = self.manners.at_this_call()
        if Fault.DOWN in faults:
            return _LOST
        if Fault.BROKEN in faults:
            return page("<h1>500</h1>", 500)
        if Fault.FORGETS_SESSION in faults:
            self.forget_sessions()
        answer = self._answered(request.json(), is_busy=Fault.BUSY in faults)
        if Fault.OTHER_SHAPE in faults:
            answer = {"ma_loi": answer["error_code"], "phien_ban": "2027", "ket_qua": answer["result"]}
        return _LOST if Fault.LOSES_ANSWER in faults else as_json(answer)

    def _answered(self, message: Message, *, is_busy: bool) -> Message:
        service = str(message.get("service", ""))
        with self._lock:
            self.calls[service] = self.calls.get(service, 0) + 1
            is_known = str(message.get("session")) in self._sessions
        try:
            if not is_known:
                raise Refusal(answers.NO_SESSION)
            if is_busy:
                raise Refusal(answers.TOO_MANY)
            if service not in self._services:
                raise Refusal(answers.MALFORMED, f"không có dịch vụ {service[:40]}")
            result = self._services[service](message)
            return {"error_code": answers.DONE, "message": "", "result": result}
        except Refusal as refusal:
            return {"error_code": refusal.code, "message": str(refusal), "result": None}
        except KnownAlready:
            return {"error_code": answers.KNOWN_ALREADY, "message": "hồ sơ đã có", "result": None}
        except UnknownDossier:
            return {"error_code": answers.UNKNOWN_DOSSIER, "message": "chưa có hồ sơ", "result": None}

    def _put_dossiers(self, message: Message) -> None:
        rows = checked(message, DOSSIER_FIELDS)
        if message.get("isUpdating") not in ("True", "False"):
            raise Refusal(answers.MALFORMED, "isUpdating")
        (self.store.update if message["isUpdating"] == "True" else self.store.create)(rows)

    def _put_steps(self, message: Message) -> None:
        self.store.add_steps(checked(message, STEP_FIELDS))

    def _look_up(self, message: Message) -> Message:
        code = str(message.get("mahoso", ""))
        found = self.store.dossier(code)
        if found is None:
            raise Refusal(answers.UNKNOWN_DOSSIER)
        return {**found, "TienDoXuLy": self.store.steps(code)}


def _procedure(message: Message) -> Message:
    found = catalogue.DETAILS.get(str(message.get("maTTHC", "")))
    if found is None:
        raise Refusal(answers.UNKNOWN_PROCEDURE)
    return found
