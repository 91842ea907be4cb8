"""The page on which whoever runs a demonstration lets the simulated national store ask the province for results.

Whose, which kind, for which procedure; then what was answered, whether its signature fits, and the files.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.national.simulator.asking_results import Answered, ResultsAsker
from portal.national.simulator.looks import safe, whole
from portal.simulating.serving import Request, Response, Route, page

PATH = "/kho-ket-qua/hoi-tinh"
FILE_PATH = f"{PATH}/tep"


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration, to be asked about."""

    name: str
    number: str


class AskingPages:
    """Asks in the name of an invented clerk elsewhere, once it is known how the province is reached."""

    asker: ResultsAsker

    def __init__(self, procedure: str, kind: str) -> None:
        self.people: Sequence[Person] = ()
        self._procedure, self._kind = procedure, kind

    def know(self, asker: ResultsAsker, people: Sequence[Person]) -> AskingPages:
        """Learn how the province is reached, and about whom it is asked; gives itself."""
        self.asker, self.people = asker, people
        return self

    def routes(self) -> dict[tuple[str, str], Route]:
        """Asking, and fetching one file of an answer."""
        return {
            ("GET", PATH): lambda _request: page(whole(self._form())),
            ("POST", PATH): self._ask,
            ("POST", FILE_PATH): self._fetch,
        }

    def _form(self) -> str:
        people = "".join(
            f'<option value="{safe(one.number)}">{safe(one.name)} ({safe(one.number)})</option>' for one in self.people
        )
        return (
            "<h2>Hỏi tỉnh về kết quả đã cấp</h2>"
            "<p>Tỉnh chỉ cho khi chủ kết quả đồng ý, hoặc thủ tục này cần giấy tờ đó theo pháp luật.</p>"
            f'<form method="post" action="{PATH}">'
            f'<p><label>Chủ kết quả <select name="owner">{people}</select></label></p>'
            f'<p><label>Mã kết quả <input name="kind" value="{safe(self._kind)}"></label></p>'
            f'<p><label>Cho thủ tục <input name="procedure" value="{safe(self._procedure)}"></label></p>'
            '<button>Hỏi</button></form><p><a href="/kho-ket-qua">Kho kết quả</a></p>'
        )

    def _ask(self, request: Request) -> Response:
        said = request.values
        answered = self.asker.look_up(
            MaThuTuc=said.get("procedure", ""),
            SoDinhDanhChuSoHuu=said.get("owner", ""),
            DanhSachDanhMucKetQua=[{"MaKetQua": said.get("kind", ""), "SoKyHieu": ""}],
            HoTenNguoiYeuCau="Cán bộ nơi khác (mô phỏng)",
            KenhThucHien="1",
            SoDinhDanhNguoiYeuCau="079088000456",
        )
        rows = answered.result.get("DanhSachGiayToKetQua", [])
        found = "".join(_row(row) for row in rows) or "<p>Tỉnh không cho kết quả nào.</p>"
        return page(whole(f"{_standing(answered)}{found}{self._form()}"))

    def _fetch(self, request: Request) -> Response:
        answered = self.asker.fetch(request.values.get("agency", ""), request.values.get("path", ""))
        content = answered.result.get("NoiDung", "")
        if content:
            return Response(base64.b64decode(content), "application/pdf")
        return page(whole(f"{_standing(answered)}<p>Tỉnh không cho tệp này.</p>{self._form()}"))


def _standing(answered: Answered) -> str:
    """How the province answered, and whether it was the province."""
    proved = "chữ ký của tỉnh đúng" if answered.is_authentic else "không có chữ ký đúng của tỉnh"
    said = " · ".join(str(answered.said[name]) for name in ("errorCode", "message", "title") if answered.said.get(name))
    return f"<p>HTTP {answered.status}, {proved}. {safe(said)}</p>"


def _row(row: dict[str, Any]) -> str:
    agency = safe(row["CoQuanChuQuan"])
    named = " · ".join(safe(row[name]) for name in ("MaKetQua", "TenGiayTo", "SoKyHieu"))
    files = "".join(
        f'<form method="post" action="{FILE_PATH}"><input type="hidden" name="agency" value="{agency}">'
        f'<input type="hidden" name="path" value="{safe(file["DuongDan"])}"><button>Lấy tệp</button></form>'
        for file in row["DanhSachTepDinhKem"]
    )
    return f"<p>{named} · {agency}</p>{files}"
