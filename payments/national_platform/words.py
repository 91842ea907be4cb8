"""Fields and codes of the platform's messages, in the order in which they are signed."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
VERSION = "1.0.6"
MOMENT = "%Y%m%d%H%M%S"
SUCCESS = "00"
#: "Other faults": the platform then tells again.
REFUSED = "99"
#: No such transaction (?): of an attempt that never reached the platform.
UNKNOWN = "91"
CHECK = "MaXacThuc"
#: Where the answer to GETBILL has the receipt, in base64; no list of fields names it (docs/payments-platform.md).
PAPER = "BienLai"

#: What the check value of each message covers (practice of systems that are connected).
SIGNED_INIT = (
    *("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan"),
    *("MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip"),
)
SIGNED_QUESTION = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")
SIGNED_NOTICE = (
    *("LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"),
    *("ThongTinGiaoDich", "ThoiGianGD"),
)
SIGNED_ANSWER = ("MaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD")


class Kind(StrEnum):
    """LoaiBanTin."""

    INIT = "INIT"
    CONFIRM = "CONFIRM"
    QUERY = "QUERY"
    RECEIPT = "GETBILL"


class State(StrEnum):
    """TrangThai of a payment, as the platform tells it."""

    PENDING = "pending"
    UNPAID = "unpaid"
    PAID = "paid"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


#: The words of a state; the code of success alone stands for "paid" in a notice.
STATES = {
    "chờ thanh toán": State.PENDING,
    "chưa thanh toán": State.UNPAID,
    "đã thanh toán": State.PAID,
    "đã hoàn phí": State.REFUNDED,
    "huỷ": State.CANCELLED,
    "hủy": State.CANCELLED,
}


def moment_text(moment: dt.datetime) -> str:
    """ThoiGianGD: yyyyMMddHHmmss in Việt Nam. ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(VIETNAM).strftime(MOMENT)


def moment_of(text: str) -> dt.datetime:
    """The moment of ThoiGianGD. Raises ValueError."""
    if len(text) != len("yyyyMMddHHmmss") or not (text.isascii() and text.isdigit()):
        raise ValueError(f"ThoiGianGD “{text[:40]}” is not yyyyMMddHHmmss")
    try:
        return dt.datetime.strptime(text, MOMENT).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise ValueError(f"ThoiGianGD “{text}” is no moment") from error
