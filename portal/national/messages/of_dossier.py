"""DongBoHoSoMC: a dossier as the national portal keeps it, every field of the message of 2024."""

from __future__ import annotations

from typing import Any

from portal.national.messages import codes
from portal.national.messages.codes import yes_no
from portal.national.messages.facts import DossierFacts, FeeFacts, PaperFacts, ResultFacts, SupplementFacts
from portal.national.messages.fields import Field, moment, moment_text

LONGEST_TITLE = 1000
_SWITCH = ("0", "1")

_PAPER = (
    Field("TepDinhKemId"),
    Field("TenTepDinhKem", required=True),
    Field("IsDeleted", required=True, codes=("True", "False")),
    Field("MaThanhPhanHoSo"),
    Field("DuongDanTaiTepTin"),
    Field("DuocSoHoa", required=True, codes=_SWITCH),
    Field("DuocTaiSuDung", required=True, codes=("0", "1", "2")),
    Field("DuocLayTuKhoDMQG", required=True, codes=_SWITCH),
    Field("MaKetQuaThayThe"),
)
_FEE = (
    Field("TenPhiLePhi", required=True),
    Field("MaPhiLePhi"),
    Field("HinhThucThu", required=True, codes=_SWITCH),
    Field("Gia", required=True),
    Field("LoaiPhiLePhi", required=True, codes=("1", "2")),
)
_OTHER_FILE = (Field("TenGiayTo", required=True), Field("SoLuong", required=True), Field("LoaiGiayTo"))
_ASKED_PAPER = (Field("TenGiayTo", required=True),)
_SUPPLEMENT = (
    Field("HoSoBoSungId", required=True),
    Field("NguoiYeuCauBoSung", required=True),
    Field("NoiDungBoSung", required=True),
    moment("NgayBoSung", required=True),
    Field("NguoiTiepNhanBoSung"),
    Field("ThongTinTiepNhan"),
    moment("NgayTiepNhanBoSung"),
    Field("TrangThaiBoSung", required=True, codes=(codes.ASKED, codes.ANSWERED)),
    Field("DanhSachGiayToBoSung", items=_ASKED_PAPER),
    Field("DanhSachLePhiBoSung", items=_FEE),
    moment("NgayHenTraTruoc"),
    moment("NgayHenTraMoi"),
)
_RESULT = (
    Field("TenGiayTo", required=True),
    Field("MaThanhPhanHoSo"),
    Field("GiayToId", required=True),
    Field("DuongDanTepTinKetQua", required=True),
    Field("MaKetQua"),
)
FIELDS = (
    Field("MaHoSo", required=True),
    Field("MaTTHC", required=True),
    Field("TenTTHC", required=True),
    Field("MaLinhVuc", required=True),
    Field("TenLinhVuc", required=True),
    Field("KenhThucHien", required=True, codes=tuple(codes.CHANNELS.values())),
    Field("SoGiayToChuHoSo"),
    Field("ChuHoSo", required=True),
    Field("LoaiDoiTuong", required=True, codes=("1", "2", "3", "4")),
    Field("MaDoiTuong"),
    Field("ThongTinKhac"),
    Field("Email"),
    Field("Fax"),
    Field("SoDienThoai"),
    Field("TrichYeuHoSo", required=True, longest=LONGEST_TITLE),
    moment("NgayTiepNhan"),
    moment("NgayHenTra"),
    Field("TrangThaiHoSo", required=True, codes=tuple(codes.STATUSES.values())),
    moment("NgayTra"),
    Field("ThongTinTra"),
    Field("HinhThuc", required=True, codes=("0", "1")),
    moment("NgayKetThucXuLy"),
    Field("DonViXuLy", required=True),
    Field("GhiChu"),
    Field("TaiLieuNop", items=_PAPER),
    Field("DanhSachLePhi", items=_FEE),
    Field("DanhSachTepDinhKemKhac", items=_OTHER_FILE),
    Field("DanhSachHoSoBoSung", items=_SUPPLEMENT),
    Field("DanhSachGiayToKetQua", items=_RESULT),
    Field("NoiNopHoSo", required=True, codes=(codes.FILED_NATIONALLY, codes.FILED_HERE)),
    Field("HoSoCoThanhPhanSoHoa", required=True, codes=_SWITCH),
    Field("TaiKhoanDuocXacThucVoiVNeID", required=True, codes=_SWITCH),
    Field("DuocThanhToanTrucTuyen", required=True, codes=_SWITCH),
    moment("NgayTuChoi"),
    Field(
        "DinhDanhCHS",
        items=(
            Field("LoaiDinhDanh", required=True, codes=tuple(codes.ID_KINDS.values())),
            Field("SoDinhDanh", required=True, longest=12),
        ),
    ),
    moment("NgayNopHoSo", required=True),
    Field("DSKetNoiCSDL", items=(Field("MaCSDL", required=True),)),
    Field("SoBienNhan"),
)


def dossier_message(facts: DossierFacts) -> dict[str, Any]:
    """The message of one dossier. Raises KeyError for a word that no table of `codes` knows."""
    return {
        **_matter(facts),
        **_owner(facts),
        **_course(facts),
        "TaiLieuNop": [_paper(paper) for paper in facts.papers],
        "DanhSachLePhi": [_fee(fee) for fee in facts.fees if fee.kind in codes.FEE_KINDS],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": [_supplement(asked) for asked in facts.supplements],
        "DanhSachGiayToKetQua": [_result(facts.result)] if facts.result else [],
        "NoiNopHoSo": codes.FILED_NATIONALLY if facts.is_filed_nationally else codes.FILED_HERE,
        "HoSoCoThanhPhanSoHoa": yes_no(any(codes.DIGITAL[paper.source] == "1" for paper in facts.papers)),
        "DuocThanhToanTrucTuyen": yes_no(facts.is_paid_online),
        "DSKetNoiCSDL": [],
        "SoBienNhan": facts.receipt_number,
    }


def _matter(facts: DossierFacts) -> dict[str, str]:
    return {
        "MaHoSo": facts.code,
        "MaTTHC": facts.procedure_code,
        "TenTTHC": facts.procedure_name,
        "MaLinhVuc": facts.field_code,
        "TenLinhVuc": facts.field_name,
        "KenhThucHien": codes.CHANNELS[facts.channel],
        # A dossier without words of its own is about its procedure.
        "TrichYeuHoSo": (facts.title.strip() or facts.procedure_name)[:LONGEST_TITLE],
        "DonViXuLy": facts.unit_name,
        "HinhThuc": codes.DELIVERIES[facts.result_delivery],
        "GhiChu": "",
    }


def _owner(facts: DossierFacts) -> dict[str, Any]:
    owner = facts.owner
    kind = codes.ID_KINDS.get(len(owner.id_number)) if owner.id_number.isdecimal() else None
    return {
        "SoGiayToChuHoSo": owner.id_number,
        "ChuHoSo": owner.full_name,
        "LoaiDoiTuong": codes.PARTY_KINDS[owner.kind],
        "MaDoiTuong": owner.tech_id,
        "ThongTinKhac": f"Mã tại đây: {facts.code_here}" if facts.is_filed_nationally else "",
        "Email": owner.email,
        "Fax": "",
        "SoDienThoai": owner.phone,
        "TaiKhoanDuocXacThucVoiVNeID": yes_no(facts.is_identified),
        "DinhDanhCHS": [{"LoaiDinhDanh": kind, "SoDinhDanh": owner.id_number}] if kind else [],
    }


def _course(facts: DossierFacts) -> dict[str, str]:
    return {
        "NgayNopHoSo": moment_text(facts.submitted_at),
        "NgayTiepNhan": moment_text(facts.received_at),
        # Nothing is promised before the dossier is received.
        "NgayHenTra": moment_text(facts.due_at if facts.received_at else None),
        "TrangThaiHoSo": codes.STATUSES[facts.status],
        "NgayKetThucXuLy": moment_text(facts.finished_at),
        "NgayTra": moment_text(facts.returned_at),
        "ThongTinTra": facts.returned_to,
        "NgayTuChoi": moment_text(facts.refused_at),
    }


def _paper(paper: PaperFacts) -> dict[str, str]:
    return {
        "TepDinhKemId": paper.file_id,
        "TenTepDinhKem": paper.file_name or paper.name,
        "IsDeleted": "False",
        "MaThanhPhanHoSo": paper.component,
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": codes.DIGITAL[paper.source],
        "DuocTaiSuDung": codes.FROM_STORE if paper.store_code else codes.REUSED[paper.source],
        "DuocLayTuKhoDMQG": yes_no(bool(paper.store_code)),
        "MaKetQuaThayThe": paper.store_code,
    }


def _fee(fee: FeeFacts) -> dict[str, str]:
    return {
        "TenPhiLePhi": fee.name,
        "MaPhiLePhi": fee.code,
        "HinhThucThu": yes_no(fee.is_paid_online),
        "Gia": str(fee.amount_dong),
        "LoaiPhiLePhi": codes.FEE_KINDS[fee.kind],
    }


def _supplement(asked: SupplementFacts) -> dict[str, Any]:
    return {
        "HoSoBoSungId": asked.id,
        "NguoiYeuCauBoSung": asked.asked_by,
        "NoiDungBoSung": asked.reason,
        "NgayBoSung": moment_text(asked.asked_at),
        "NguoiTiepNhanBoSung": asked.answered_by,
        "ThongTinTiepNhan": asked.answer,
        "NgayTiepNhanBoSung": moment_text(asked.answered_at),
        "TrangThaiBoSung": codes.ANSWERED if asked.answered_at else codes.ASKED,
        "DanhSachGiayToBoSung": [{"TenGiayTo": name} for name in asked.papers],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": moment_text(asked.due_before),
        "NgayHenTraMoi": moment_text(asked.due_after),
    }


def _result(result: ResultFacts) -> dict[str, str]:
    return {
        "TenGiayTo": result.title,
        "MaThanhPhanHoSo": "",
        "GiayToId": result.document_id,
        "DuongDanTepTinKetQua": result.address,
        "MaKetQua": result.code,
    }
