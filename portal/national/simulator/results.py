"""The store of results of the simulated national portal: invented results of the people of the demonstration.

It answers as the classic services do, signs with a key of its own, and behaves badly as the rest of the simulator does.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.national.results_store import signatures
from portal.national.simulator.looks import safe, whole
from portal.national.simulator.manners import Fault, Manners
from portal.simulating.serving import Request, Response, Route, as_json, page, redirect

PATH = "/kho-ket-qua"
_LOST = Response(b"", is_lost=True)
_DONE, _BROKEN, _MALFORMED, _NOT_FOUND = "0", "-1", "2", "4"


@dataclass(frozen=True)
class StoredResult:
    """One result of one person, with its only file."""

    owner: str
    code: str
    title: str
    number: str
    agency: str
    file_name: str
    content: bytes

    @property
    def path(self) -> str:
        """By what its file is fetched."""
        return f"{self.code}/{self.number}/{self.file_name}"


class ResultsServices:
    """Answers look-ups and hands files out; `calls` counts both, `asked` keeps what was asked."""

    def __init__(self, seed: bytes, token: str, manners: Callable[[], Manners]) -> None:
        self.results: list[StoredResult] = []
        self.asked: list[dict[str, Any]] = []
        #: What provinces handed in, by GiayToId.
        self.given: dict[str, dict[str, Any]] = {}
        self.calls: dict[str, int] = {}
        #: Signs with another key, as somebody in between would.
        self.is_forged = False
        self._seed, self._token, self._manners = seed, token, manners

    def routes(self) -> dict[tuple[str, str], Route]:
        """The doors for systems."""
        return {
            ("POST", f"{PATH}/tra-cuu"): lambda request: self._serve("tra-cuu", request, self._look_up),
            ("POST", f"{PATH}/tep"): lambda request: self._serve("tep", request, self._file),
            ("POST", f"{PATH}/cap-nhat"): lambda request: self._serve("cap-nhat", request, self._take),
            ("GET", PATH): lambda _request: page(whole(self._page())),
            ("POST", f"{PATH}/chu-ky"): self._switch,
        }

    def _switch(self, request: Request) -> Response:
        self.is_forged = "forged" in request.values
        return redirect(PATH)

    def _page(self) -> str:
        rows = "".join(
            f"<tr><td>{safe(one.code)}<td>{safe(one.title)}<td>{safe(one.owner)}</tr>" for one in self.results
        )
        asked = "".join(f"<li>{safe(message.get('SoDinhDanhChuSoHuu', ''))}</li>" for message in self.asked[-20:])
        return (
            f"<h2>Kho kết quả</h2><table><tr><th>Mã<th>Tên<th>Chủ</tr>{rows}</table>"
            f"<h2>Đã được hỏi về</h2><ol>{asked}</ol>"
            f'<form method="post" action="{PATH}/chu-ky"><p><label><input type="checkbox" name="forged"'
            f"{' checked' if self.is_forged else ''}> Ký bằng khóa khác</label></p><button>Đặt</button></form>"
            '<p><a href="/kho-ket-qua/hoi-tinh">Hỏi tỉnh về kết quả đã cấp</a></p><p><a href="/">Danh sách</a></p>'
        )

    def _serve(self, service: str, request: Request, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Response:
        manners = self._manners()
        time.sleep(manners.latency_seconds)
        faults = manners.at_this_call()
        if faults & {Fault.DOWN, Fault.LOSES_ANSWER}:
            return _LOST
        if Fault.BROKEN in faults:
            return page("<h1>500</h1>", 500)
        if request.headers.get("Authorization") != f"Bearer {self._token}":
            return as_json({"title": "unknown token"}, 401)
        self.calls[service] = self.calls.get(service, 0) + 1
        said = _error(_BROKEN, "bận") if Fault.BUSY in faults else answer(request.json())
        seed = signatures.seed_of("somebody else") if self.is_forged else self._seed
        return as_json({**said, "signature": signatures.signature_of(request.body, said, seed)})

    def _look_up(self, message: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(dict(message))
        owner, kinds = message.get("SoDinhDanhChuSoHuu"), message.get("DanhSachDanhMucKetQua")
        if not (isinstance(owner, str) and owner and isinstance(kinds, list) and kinds):
            return _error(_MALFORMED, "thiếu số định danh hoặc danh mục kết quả")
        wanted = {
            str(kind.get("MaKetQua")): str(kind.get("SoKyHieu") or "") for kind in kinds if isinstance(kind, dict)
        }
        found = [one for one in self.results if one.owner == owner and one.code in wanted]
        named = [one for one in found if wanted[one.code] in ("", one.number)]
        return _done({"DanhSachGiayToKetQua": [_row(one) for one in named]}) if named else _error(_NOT_FOUND, "")

    def _file(self, message: Mapping[str, Any]) -> dict[str, Any]:
        for one in self.results:
            if (one.agency, one.path) == (message.get("CoQuanChuQuan"), message.get("DuongDan")):
                return _done({"TenTep": one.file_name, "NoiDung": base64.b64encode(one.content).decode()})
        return _error(_NOT_FOUND, "không có tệp")

    def _take(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Keep a result of a province; one in force can be looked up from now on, one that is not no more."""
        if not all(message.get(name) for name in ("GiayToId", "SoDinhDanhChuSoHuu", "MaKetQua", "TrangThai")):
            return _error(_MALFORMED, "thiếu trường")
        key = str(message["GiayToId"])
        self.given[key] = dict(message)
        self.results = [one for one in self.results if not one.file_name.startswith(key)]
        for file in message["DanhSachTepDinhKem"]:
            self.results.append(_stored(message, file))
        return _done({})


def _row(one: StoredResult) -> dict[str, Any]:
    return {
        "MaKetQua": one.code,
        "TenGiayTo": one.title,
        "SoKyHieu": one.number,
        "CoQuanChuQuan": one.agency,
        "DanhSachTepDinhKem": [{"TenTep": one.file_name, "DuongDan": one.path}],
    }


def _stored(message: Mapping[str, Any], file: Mapping[str, Any]) -> StoredResult:
    return StoredResult(
        owner=str(message["SoDinhDanhChuSoHuu"]),
        code=str(message["MaKetQua"]),
        title=str(message["TenGiayTo"]),
        number=str(message["SoKyHieu"]),
        agency=str(message["CoQuanChuQuan"]),
        file_name=str(file["TenTep"]),
        content=base64.b64decode(file["NoiDung"]),
    )


def _done(result: dict[str, Any]) -> dict[str, Any]:
    return {"errorCode": _DONE, "message": "", "result": result}


def _error(code: str, words: str) -> dict[str, Any]:
    return {"errorCode": code, "message": words, "result": None}
