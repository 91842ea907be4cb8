"""What the platform says to us: that a payment succeeded or failed, and how it stands when we ask."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payments.national_platform.asking import Partner
from payments.national_platform.checksum import checksum, is_checksum
from payments.national_platform.words import (
    CHECK,
    PAPER,
    REFUSED,
    SIGNED_ANSWER,
    SIGNED_NOTICE,
    STATES,
    SUCCESS,
    Kind,
    State,
    moment_of,
    moment_text,
)

_LONGEST = 500
#: What our books hold of the platform's own number for a payment.
_LONGEST_TRANSACTION = 100


@dataclass(frozen=True)
class Told:
    """What the platform says of one payment, true only when ``is_authentic``.

    Amounts are as told, also impossible ones: judging them is the business of receiving. ``reference`` is ours,
    ``transaction`` the platform's own and the same each time it speaks of this payment.
    """

    reference: str
    transaction: str
    state: State
    amount_dong: int
    currency: str
    bank: str
    purpose: str
    at: dt.datetime
    is_authentic: bool


def read_notice(message: Mapping[str, Any], partner: Partner) -> Told:
    """A notice. Raises ValueError, naming the field, for what is no notice to us at all."""
    return _read(message, partner, Kind.CONFIRM)


def read_state(message: Mapping[str, Any], partner: Partner) -> Told:
    """The answer to our question how a payment stands, signed like a notice. Raises ValueError."""
    return _read(message, partner, Kind.QUERY)


def signed_notice(told: Told, partner: Partner, kind: Kind = Kind.CONFIRM) -> dict[str, str]:
    """The message that says this: how the platform makes it, for its simulator and the tests."""
    message = {
        "LoaiBanTin": str(kind),
        "MaLoi": SUCCESS if told.state == State.PAID else REFUSED,
        "MaDoiTac": partner.code,
        "MaThamChieu": told.reference,
        "SoTien": str(told.amount_dong),
        "MaTienTe": told.currency,
        "MaGiaoDich": told.transaction,
        "MaNganHang": told.bank,
        "ThongTinGiaoDich": told.purpose,
        "ThoiGianGD": moment_text(told.at),
        "TrangThai": next(words for words, state in STATES.items() if state == told.state),
    }
    message[CHECK] = checksum([message[name] for name in SIGNED_NOTICE], partner.secret)
    return message


def acknowledge(message: Mapping[str, Any], partner: Partner, *, is_taken: bool) -> dict[str, str]:
    """Our answer to a notice: "00" when it is kept, else the platform tells again."""
    answer = {
        "MaLoi": SUCCESS if is_taken else REFUSED,
        "MoTaLoi": "Thành công" if is_taken else "Các lỗi khác",
        "MaDoiTac": partner.code,
        "MaThamChieu": str(message.get("MaThamChieu", "")).replace("|", "")[:_LONGEST],
        "ThoiGianGD": str(message.get("ThoiGianGD", "")).replace("|", "")[:_LONGEST],
    }
    answer[CHECK] = checksum([answer[name] for name in SIGNED_ANSWER], partner.secret)
    return answer


def signed_receipt(reference: str, started: str, paper: bytes, partner: Partner) -> dict[str, str]:
    """The answer that brings a receipt: how the platform makes it, for its simulator and the tests."""
    answer = {
        "MaLoi": SUCCESS,
        "MoTaLoi": "Thành công",
        "MaDoiTac": partner.code,
        "MaThamChieu": reference,
        "ThoiGianGD": started,
        PAPER: base64.b64encode(paper).decode(),
    }
    answer[CHECK] = checksum([answer[name] for name in SIGNED_ANSWER], partner.secret)
    return answer


def read_receipt(answer: Mapping[str, Any], reference: str, partner: Partner) -> bytes:
    """The file of an answer to GETBILL. ValueError when it is not signed, of another payment, or no base64."""
    values = [str(answer.get(name, "")) for name in SIGNED_ANSWER]
    if not is_checksum(str(answer.get(CHECK, "")), values, partner.secret):
        raise ValueError("the answer is not signed")
    if answer.get("MaThamChieu") != reference or answer.get("MaDoiTac") != partner.code:
        raise ValueError("the answer speaks of another payment")
    paper = answer.get(PAPER)
    if not isinstance(paper, str) or not paper:
        raise ValueError(f"{PAPER} is missing")
    return base64.b64decode(paper, validate=True)


def _read(message: Mapping[str, Any], partner: Partner, kind: Kind) -> Told:
    values = {name: _value(message, name) for name in (*SIGNED_NOTICE, CHECK)}
    if values["LoaiBanTin"] != kind:
        raise ValueError(f"LoaiBanTin is “{values['LoaiBanTin'][:20]}”, not {kind}")
    for name in ("MaThamChieu", "MaGiaoDich"):
        if not values[name]:
            raise ValueError(f"{name} is missing")
    if len(values["MaGiaoDich"]) > _LONGEST_TRANSACTION:
        raise ValueError(f"MaGiaoDich is longer than {_LONGEST_TRANSACTION} letters")
    is_ours = values["MaDoiTac"] == partner.code
    signed = [values[name] for name in SIGNED_NOTICE]
    return Told(
        reference=values["MaThamChieu"],
        transaction=values["MaGiaoDich"],
        state=_state(values["MaLoi"], _value(message, "TrangThai")),
        amount_dong=_amount(values["SoTien"]),
        currency=values["MaTienTe"],
        bank=values["MaNganHang"],
        purpose=values["ThongTinGiaoDich"],
        at=moment_of(values["ThoiGianGD"]),
        is_authentic=is_ours and is_checksum(values[CHECK], signed, partner.secret),
    )


def _value(message: Mapping[str, Any], name: str) -> str:
    """A field as text: partners send numbers with and without quotes."""
    value = message.get(name, "")
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{name} is neither text nor a whole number")
    if len(str(value)) > _LONGEST:
        raise ValueError(f"{name} is longer than {_LONGEST} letters")
    text = str(value)
    # What no database keeps: JSON can name a zero and half a letter.
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{name} is not text")
    return text


def _amount(text: str) -> int:
    bare = text.removeprefix("-")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 30):
        raise ValueError(f"SoTien “{text[:40]}” is no amount in whole đồng")
    return int(text)


def _state(code: str, words: str) -> State:
    """Only success is signed: whatever the words say, another code never means that money came."""
    said = STATES.get(words.strip().lower())
    if code != SUCCESS:
        return said if said and said != State.PAID else State.UNPAID
    # A success that names another state (pending, refunded) is that state: no money for us by it.
    return said or State.PAID
