"""The store's classic services: JSON over HTTPS with a token, answers signed by the store (domain 6.6).

The text names the fields and not the services' addresses; these are **assumed**: `tra-cuu` to look up, `tep` for a
file, whose content comes in base64 as `NoiDung`, under the same signature as everything else.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from portal.files import conf
from portal.national.drivers.transport import Transport, body_of
from portal.national.results_store import signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.results_store.drivers.base import Asked, Found, Given, NotTaken, Rejected, StoreDriver

LOOK_UP, FETCH, GIVE = "tra-cuu", "tep", "cap-nhat"
DONE, NOT_FOUND = "0", "4"
#: Answers that no other try changes: we have no right to ask, or asked wrongly.
FOR_GOOD = ("2", "3")
STORE = "Kho kết quả quốc gia"
MOST_FOUND = 50
_LONGEST = {"MaKetQua": 64, "TenGiayTo": 500, "SoKyHieu": 100, "CoQuanChuQuan": 200, "TenTep": 255, "DuongDan": 2000}


class ClassicStore(StoreDriver):
    """Speaks the messages that a province's live system uses."""

    def __init__(self, reached: StoreConnection) -> None:
        headers = {"dstcode": reached.destination, "madonvi": reached.unit, "Authorization": f"Bearer {reached.token}"}
        # A file in base64 is a third longer; what is around it is short.
        longest = conf.max_bytes() * 4 // 3 + (1 << 20)
        self._transport = Transport(reached.url, headers, reached.patience_seconds, named=STORE, most_bytes=longest)
        self._key = reached.key

    def look_up(self, asked: Asked) -> list[Found]:
        """Results of other kinds than asked for are left out: nobody consented to them."""
        answer = self._call(LOOK_UP, _question(asked))
        if _code(answer) == NOT_FOUND:
            return []
        rows = _rows(_result(answer), "DanhSachGiayToKetQua")
        found = [one for row in rows if _text(row, "MaKetQua") in asked.result_codes for one in _files(row)]
        return found[:MOST_FOUND]

    def fetch(self, agency: str, path: str) -> bytes:
        """The bytes; Rejected where the store has no such file."""
        answer = self._call(FETCH, {"CoQuanChuQuan": agency, "DuongDan": path})
        if _code(answer) == NOT_FOUND:
            raise Rejected("Kho kết quả không còn tệp này.")
        content = _result(answer).get("NoiDung")
        try:
            # Else what is no text would be read as the letters of its name: "None" is base64, too.
            return base64.b64decode(content if isinstance(content, str) else "?", validate=True)
        except (ValueError, binascii.Error) as error:
            raise NotTaken(f"{STORE} trả lời một tệp không đọc được.") from error

    def give(self, given: Given) -> None:
        """The fields are named as those that the store answers with; the service is assumed."""
        if _code(self._call(GIVE, _handed_in(given))) == NOT_FOUND:
            raise Rejected(f"{STORE} không nhận loại kết quả này.")

    def _call(self, service: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """One signed answer that is a success or "not found". Raises NotTaken where the signature does not fit."""
        answer = self._transport.post(service, message)
        try:
            signatures.verify(body_of(message), answer, self._key)
        except signatures.NotAuthentic as error:
            raise NotTaken(f"{STORE}: chữ ký của câu trả lời không đúng, câu trả lời bị bỏ.") from error
        code = _code(answer)
        if code in (DONE, NOT_FOUND):
            return answer
        said = f"{STORE} từ chối (mã {code[:20] or 'trống'})."
        raise (Rejected if code in FOR_GOOD else NotTaken)(said)


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "MaThuTuc": asked.procedure,
        "SoDinhDanhChuSoHuu": asked.owner_number,
        "DanhSachDanhMucKetQua": [{"MaKetQua": code, "SoKyHieu": asked.number} for code in asked.result_codes],
        "HoTenNguoiYeuCau": asked.asker_name,
        "KenhThucHien": asked.channel,
        "SoDinhDanhNguoiYeuCau": asked.asker_number,
    }


def _handed_in(given: Given) -> dict[str, Any]:
    files = [{"TenTep": given.file_name, "NoiDung": given.content}] if given.content else []
    return {
        "GiayToId": given.document_id,
        "MaHoSo": given.dossier_code,
        "MaThuTuc": given.procedure,
        "SoDinhDanhChuSoHuu": given.owner_number,
        "MaKetQua": given.result_code,
        "TenGiayTo": given.title,
        "SoKyHieu": given.number,
        "CoQuanChuQuan": given.agency,
        "NgayCap": given.issued_at,
        "TrangThai": given.standing,
        "DanhSachTepDinhKem": files,
    }


def _code(answer: Mapping[str, Any]) -> str:
    return str(answer.get("errorCode", "")).strip()


def _result(answer: Mapping[str, Any]) -> dict[str, Any]:
    result = answer.get("result")
    if not isinstance(result, dict):
        raise NotTaken(f"{STORE} trả lời thiếu kết quả.")
    return result


def _rows(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = holder.get(name) or []
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise NotTaken(f"{STORE} trả lời sai cấu trúc ({name}).")
    return rows


def _files(row: Mapping[str, Any]) -> list[Found]:
    """The files of one result; those that could not be named or fetched are left out."""
    named = (_text(row, "MaKetQua"), _text(row, "TenGiayTo"), _text(row, "SoKyHieu"), _text(row, "CoQuanChuQuan"))
    files = [Found(*named, _text(one, "TenTep"), _text(one, "DuongDan")) for one in _rows(row, "DanhSachTepDinhKem")]
    return [one for one in files if one.agency and one.path]


def _text(row: Mapping[str, Any], name: str) -> str:
    """A field as text; one too long to be meant is none."""
    value = row.get(name)
    text = value.strip() if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST[name] else ""
