"""What we say to the platform: begin a payment, tell its state, give its receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from payments.national_platform.checksum import BETWEEN, checksum
from payments.national_platform.words import (
    CHECK,
    SIGNED_INIT,
    SIGNED_QUESTION,
    VERSION,
    Kind,
    moment_text,
)

#: MaDichVu: 2 is public services; 1 (traffic fines) and taxes are paid elsewhere.
_PUBLIC_SERVICES = "2"
#: LoaiPhiLePhi.
_KINDS = {"charge": "1", "fee": "2"}


@dataclass(frozen=True)
class Partner:
    """Who we are to the platform. The secret never appears in a representation."""

    code: str
    secret: str = field(repr=False)
    version: str = VERSION


@dataclass(frozen=True)
class Service:
    """For what and to whom: the public service, its procedure, the dossier, the unit and its account."""

    service_code: str
    service_name: str
    procedure_code: str
    procedure_name: str
    unit_code: str
    unit_name: str
    dossier_code: str
    account: str
    bank_bin: str
    holder: str


@dataclass(frozen=True)
class Payer:
    """Who pays. Two tiers of government: there is no district any more."""

    name: str
    id_number: str
    address: str
    province: str


@dataclass(frozen=True)
class Due:
    """One line: "fee" (lệ phí) or "charge" (phí), in whole đồng after what was waived."""

    kind: str
    code: str
    name: str
    amount_dong: int


@dataclass(frozen=True)
class Paying:
    """One attempt to pay. ``reference`` is ours, another for each attempt; ``ip`` is the payer's."""

    reference: str
    started_at: dt.datetime
    ip: str
    purpose: str
    service: Service
    payer: Payer
    dues: Sequence[Due]

    @property
    def amount_dong(self) -> int:
        """The sum of the lines."""
        return sum(due.amount_dong for due in self.dues)


def init(paying: Paying, partner: Partner) -> dict[str, Any]:
    """The INIT message, signed. Raises ValueError when nothing is to be paid or a line is negative."""
    if any(due.amount_dong < 0 for due in paying.dues) or paying.amount_dong <= 0:
        raise ValueError("the platform takes payments of more than 0 đồng only")
    message: dict[str, Any] = {
        "LoaiBanTin": Kind.INIT,
        "PhienBan": partner.version,
        "MaDoiTac": partner.code,
        "MaThamChieu": paying.reference,
        "SoTien": str(paying.amount_dong),
        "LoaiHinhThanhToan": "PAY",
        "MaKenhThanhToan": "1",
        "MaThietBi": "1",
        "NgonNgu": "vi-VN",
        "MaTienTe": "VND",
        "MaNganHang": "PAYMENT",
        "ThongTinGiaoDich": _unsigned(paying.purpose),
        "ThoiGianGD": moment_text(paying.started_at),
        "Ip": paying.ip,
    }
    message["ThongTinBienLai"] = _receipt(paying)
    message[CHECK] = checksum([str(message[name]) for name in SIGNED_INIT], partner.secret)
    return message


def ask_state(reference: str, started_at: dt.datetime, partner: Partner) -> dict[str, str]:
    """The question how a payment stands: for what never called back."""
    return _question(Kind.QUERY, reference, started_at, partner)


def ask_receipt(reference: str, started_at: dt.datetime, partner: Partner) -> dict[str, str]:
    """The question for the platform's receipt as PDF."""
    return _question(Kind.RECEIPT, reference, started_at, partner)


def _question(kind: Kind, reference: str, started_at: dt.datetime, partner: Partner) -> dict[str, str]:
    message = {
        "LoaiBanTin": str(kind),
        "PhienBan": partner.version,
        "MaDoiTac": partner.code,
        "MaThamChieu": reference,
        "ThoiGianGD": moment_text(started_at),
    }
    message[CHECK] = checksum([message[name] for name in SIGNED_QUESTION], partner.secret)
    return message


def _receipt(paying: Paying) -> dict[str, Any]:
    service, payer = paying.service, paying.payer
    return {
        "MaDichVu": _PUBLIC_SERVICES,
        "MaDVC": service.service_code,
        "TenDVC": service.service_name,
        "MaTTHC": service.procedure_code,
        "TenTTHC": service.procedure_name,
        "MaDonVi": service.unit_code,
        "TenDonVi": service.unit_name,
        "MaHoSo": service.dossier_code,
        "TKThuHuong": service.account,
        "MaNHThuHuong": service.bank_bin,
        "TenTKThuHuong": service.holder,
        "NoiDungThanhToan": paying.purpose,
        "HoTenNguoiNop": payer.name,
        "SoCMNDNguoiNop": payer.id_number,
        "DiaChiNguoiNop": payer.address,
        "HuyenNguoiNop": "",
        "TinhNguoiNop": payer.province,
        "PhiLePhi": [
            {
                "LoaiPhiLePhi": _KINDS[due.kind],
                "MaPhiLePhi": due.code,
                "TenPhiLePhi": due.name,
                "SoTien": str(due.amount_dong),
            }
            for due in paying.dues
        ],
        "DSKhoanNop": [{"NoiDung": due.name, "SoTien": str(due.amount_dong)} for due in paying.dues],
    }


def _unsigned(text: str) -> str:
    """Words without the sign that the check value puts between fields."""
    return text.replace(BETWEEN, "/")
