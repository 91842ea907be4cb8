"""Questions and answers: DongBoKetQuaHoiDapGuiTuDVCQG (to one person), DongBoHoiDap (to everybody), and what is asked.

The public texts name the fields of the first only (domain.md 6.1); lengths, and the fields of the others, are assumed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from portal.national.messages.fields import Field, moment, moment_text

LONGEST_ID, LONGEST_NAME, LONGEST_TITLE, LONGEST_TEXT = 100, 50, 200, 5000
#: TRANGTHAI of a public answer.
SHOWN, WITHDRAWN = "1", "0"

ANSWER_FIELDS = (
    Field("HOIDAPID", required=True, longest=LONGEST_ID),
    Field("MADONVI", required=True, longest=35),
    Field("NGUOITRALOI", required=True, longest=LONGEST_NAME),
    Field("CHUCVUNGUOITRALOI", longest=LONGEST_TITLE),
    moment("NGAYTRALOI", required=True),
    Field("NOIDUNGTRALOI", required=True, longest=LONGEST_TEXT),
)
PUBLIC_FIELDS = (
    Field("HOIDAPID", required=True, longest=LONGEST_ID),
    Field("MADONVI", required=True, longest=35),
    Field("TIEUDE", required=True, longest=LONGEST_TITLE),
    Field("NOIDUNGCAUHOI", required=True, longest=LONGEST_TEXT),
    moment("NGAYTRALOI", required=True),
    Field("NOIDUNGTRALOI", required=True, longest=LONGEST_TEXT),
    Field("TRANGTHAI", required=True, codes=(SHOWN, WITHDRAWN)),
)
#: What is asked there, and the field of the message `GuiPhanAnhKienNghi` that says the same.
ASKED: dict[str, str] = {
    "HOIDAPID": "MaPhanAnh",
    "LOAIHOIDAP": "LoaiPhanAnh",
    "HOTEN": "HoTen",
    "SODIENTHOAI": "SoDienThoai",
    "EMAIL": "Email",
    "DIACHI": "DiaChi",
    "MADONVI": "MaDonVi",
    "MAHOSO": "MaHoSo",
    "NOIDUNGCAUHOI": "NoiDung",
}


@dataclass(frozen=True)
class AnswerFacts:
    """An answer that was sent to one person. `question`: their own id of it; `rest`: where a long one is read whole."""

    question: str
    unit_code: str
    answered_by: str
    role: str
    answered_at: dt.datetime
    text: str
    rest: str = ""


@dataclass(frozen=True)
class PublicFacts:
    """A question and its answer as everybody reads them here."""

    id: str
    unit_code: str
    title: str
    question: str
    text: str
    published_at: dt.datetime
    is_withdrawn: bool = False


def answer_message(facts: AnswerFacts) -> dict[str, str]:
    """The message of one answer; one that is too long ends with where the rest is read."""
    return {
        "HOIDAPID": facts.question,
        "MADONVI": facts.unit_code,
        "NGUOITRALOI": facts.answered_by[:LONGEST_NAME],
        "CHUCVUNGUOITRALOI": facts.role[:LONGEST_TITLE],
        "NGAYTRALOI": moment_text(facts.answered_at),
        "NOIDUNGTRALOI": _shortened(facts.text, facts.rest),
    }


def public_message(facts: PublicFacts) -> dict[str, str]:
    """The message of one public question."""
    return {
        "HOIDAPID": facts.id,
        "MADONVI": facts.unit_code,
        "TIEUDE": facts.title[:LONGEST_TITLE],
        "NOIDUNGCAUHOI": _shortened(facts.question),
        "NGAYTRALOI": moment_text(facts.published_at),
        "NOIDUNGTRALOI": _shortened(facts.text),
        "TRANGTHAI": WITHDRAWN if facts.is_withdrawn else SHOWN,
    }


def _shortened(text: str, rest: str = "") -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    end = f"… {rest}" if rest else "…"
    return text[: LONGEST_TEXT - len(end)] + end
