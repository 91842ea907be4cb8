"""What the classic adapter answers: its error codes in words, and whether another try can help.

The list of codes is part of the agreement on the connection; a code that is not named here is tried again, and ends
among the dead letters with the words that came with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.national.drivers.base import Away, Busy, Exchange, NationalFailure, NotTaken, Rejected

DONE, BROKEN = "0", "-1"
NO_SESSION, MALFORMED, UNKNOWN_PROCEDURE, KNOWN_ALREADY, UNKNOWN_DOSSIER, TOO_MANY = "1", "2", "3", "4", "5", "6"
UNKNOWN_QUESTION = "7"

WORDS = {
    BROKEN: "Cổng Dịch vụ công quốc gia gặp lỗi bên trong",
    NO_SESSION: "phiên làm việc không còn giá trị",
    MALFORMED: "bản tin sai cấu trúc",
    UNKNOWN_PROCEDURE: "Cổng Dịch vụ công quốc gia không có thủ tục này",
    KNOWN_ALREADY: "hồ sơ đã có",
    UNKNOWN_DOSSIER: "chưa có hồ sơ này",
    TOO_MANY: "gửi quá nhiều trong một lúc",
    UNKNOWN_QUESTION: "không có câu hỏi này",
}
_KINDS: dict[str, type[NationalFailure]] = {
    BROKEN: Away,
    MALFORMED: Rejected,
    UNKNOWN_PROCEDURE: Rejected,
    KNOWN_ALREADY: Rejected,
    UNKNOWN_DOSSIER: Rejected,
    TOO_MANY: Busy,
    UNKNOWN_QUESTION: Rejected,
}
_LONGEST = 300


def code_of(answer: Mapping[str, Any]) -> str:
    """The error code of an answer, "" where it names none."""
    return str(answer.get("error_code", "")).strip()


def require_done(exchange: Exchange) -> Any:
    """The result of an exchange that went well; raises the failure that its code stands for."""
    code = code_of(exchange.answer)
    if code == DONE:
        return exchange.answer.get("result")
    said = str(exchange.answer.get("message", ""))[:_LONGEST]
    words = WORDS.get(code, "mã lỗi không có trong bảng")
    raise _KINDS.get(code, NotTaken)(f"{exchange.service}: {words} (mã {code or 'trống'}: {said})", exchange)
