"""The same simulated national portal behind the interface of 2026: other doors and names, one memory."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from portal.national.drivers import answers
from portal.national.drivers.names_2026 import to_2024, to_2026
from portal.national.simulator import catalogue
from portal.national.simulator.store import Message
from portal.simulating.serving import Request, Response, Route, as_json

CODES = {
    answers.DONE: "OK",
    answers.NO_SESSION: "UNAUTHORIZED",
    answers.MALFORMED: "VALIDATION_ERROR",
    answers.UNKNOWN_PROCEDURE: "NOT_FOUND",
    answers.KNOWN_ALREADY: "CONFLICT",
    answers.UNKNOWN_DOSSIER: "NOT_FOUND",
    answers.UNKNOWN_QUESTION: "PETITION_NOT_FOUND",
    answers.TOO_MANY: "TOO_MANY_REQUESTS",
}
#: By path, the service of 2024 that does the same, and what it is asked beside the session.
PATHS: dict[str, tuple[str, Callable[[Message], Message]]] = {
    "receiving/dossier/create": ("DongBoHoSoMC", lambda asked: {"isUpdating": "False", "data": _data(asked)}),
    "receiving/dossier/update": ("DongBoHoSoMC", lambda asked: {"isUpdating": "True", "data": _data(asked)}),
    "receiving/dossier/add-steps": ("CapNhatTienDoHoSoMC", lambda asked: {"data": _data(asked)}),
    "receiving/dossier/get": ("TraCuuHoSo", lambda asked: {"mahoso": asked.get("dossierCode")}),
    "configuring/department/list": ("LayDanhMucCoQuan", lambda _asked: {}),
    "configuring/category/list": ("LayDanhMucLinhVuc", lambda _asked: {}),
    "petition/list-open": ("LayDanhSachHoiDapGuiTuDVCQG", lambda _asked: {}),
    "petition/list-public": ("LayDanhSachHoiDapBoCoQuan", lambda _asked: {}),
    "petition/list-answers": ("LayNoiDungTraLoiTheoCauHoi", lambda asked: {"HOIDAPID": asked.get("petitionId")}),
    "petition/answer": ("DongBoKetQuaHoiDapGuiTuDVCQG", lambda asked: {"data": _data(asked)}),
    "petition/publish": ("DongBoHoiDap", lambda asked: {"data": _data(asked)}),
}
LIST = "submitting/formality/list-all-public-formality-by-citizen"
READ = "configuring/formality/get-formality-by-citizen"


class Doors2026:
    """Asks what the doors of 2024 ask, through `serve`, and tells the answer in the manner of 2026."""

    def __init__(self, login: Route, serve: Route) -> None:
        self._login, self._serve = login, serve

    def routes(self) -> dict[tuple[str, str], Route]:
        """The doors for systems."""
        doors = {path: self._door(service, asks) for path, (service, asks) in PATHS.items()}
        doors |= {LIST: self._list, READ: self._read, "auth/token": self._token}
        return {("POST", f"/api/v1/{path}"): door for path, door in doors.items()}

    def _token(self, request: Request) -> Response:
        told = request.json()
        account = {"username": told.get("clientId"), "password": told.get("clientSecret")}
        answer = self._login(Request("/mapi/login", {}, json.dumps(account).encode()))
        session = {} if answer.is_lost else json.loads(answer.body)
        if answer.is_lost or not session.get("session"):
            return answer if answer.is_lost else _told("UNAUTHORIZED", None, "sai tài khoản")
        return _told("OK", {"accessToken": session["session"]})

    def _door(self, service: str, asks: Callable[[Message], Message]) -> Route:
        return lambda request: self._asked(request, service, asks(request.json()), to_2026)

    def _list(self, request: Request) -> Response:
        asked = request.json()

        def rows(found: list[Message]) -> list[Message]:
            told = [{"id": _id(row["MATTHC"]), "code": row["MATTHC"], "name": row["TENTTHC"]} for row in found]
            fitting = sorted((row for row in told if asked["q"] in row["code"]), key=lambda row: row["id"])
            return [row for row in fitting if row["id"] > asked["lastId"]][: asked["limit"]]

        return self._asked(request, "LayDanhSachTTHC", {}, rows)

    def _read(self, request: Request) -> Response:
        wanted = request.json().get("id")
        code = next((code for code in catalogue.DETAILS if _id(code) == wanted), "")
        return self._asked(request, "LayThuTuc", {"maTTHC": code}, _formality)

    def _asked(self, request: Request, service: str, message: Message, told: Callable[[Any], Any]) -> Response:
        body = {"session": request.headers.get("Authorization", "").removeprefix("Bearer "), "service": service}
        answer = self._serve(Request("/mapi/g", {}, json.dumps({**body, **message}).encode()))
        if answer.is_lost or answer.status >= 500:
            return answer
        found = json.loads(answer.body)
        if "error_code" not in found:
            return as_json(found, 201)
        code = CODES.get(found["error_code"], "INTERNAL_ERROR")
        return _told(code, None if found["result"] is None else told(found["result"]), found["message"])


def _told(code: str, data: Any, message: str = "") -> Response:
    return as_json({"code": code, "data": data, "message": message}, 201)


def _data(asked: Message) -> Any:
    return to_2024(asked.get("data"))


def _id(code: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, code))


def _formality(row: Message) -> Message:
    return {
        "id": _id(row["MATTHC"]),
        "code": row["MATTHC"],
        "name": row["TENTTHC"],
        "state": "ACTIVE",
        "isWard": True,
        "categoriesDetails": [{"code": one["MALINHVUC"], "name": one["TENLINHVUC"]} for one in row["LINHVUCTHUCHIEN"]],
        "resultsDetails": [],
    }
