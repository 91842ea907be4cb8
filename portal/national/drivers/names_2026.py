"""The names of the interface of 2026, and how a message of 2024 reads in them: nothing is added, nothing is lost.

**Assumed as a whole**: the public texts describe the interface for reading only (domain.md 6.3); the one for writing is
not public. Names follow the manner of what is known: English words, camelCase, moments in ISO 8601 with their zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.national.messages import DOSSIER_FIELDS, STEP_FIELDS
from portal.national.messages.fields import Field, moment_of, moment_text
from portal.national.messages.of_question import ANSWER_FIELDS, ASKED, PUBLIC_FIELDS

_PAIRS = """
MaHoSo dossierCode   MaTTHC formalityCode   TenTTHC formalityName   MaLinhVuc categoryCode   TenLinhVuc categoryName
KenhThucHien submissionMethod   SoGiayToChuHoSo ownerPaper   ChuHoSo ownerName   LoaiDoiTuong subjectType
MaDoiTuong subjectId   ThongTinKhac otherInformation   Email email   Fax fax   SoDienThoai phone
TrichYeuHoSo summary   NgayTiepNhan receivedAt   NgayHenTra dueAt   TrangThaiHoSo state   NgayTra returnedAt
ThongTinTra returnedTo   HinhThuc resultDelivery   NgayKetThucXuLy finishedAt   DonViXuLy handlingDepartment
GhiChu note   TaiLieuNop attachments   TepDinhKemId fileId   TenTepDinhKem fileName   IsDeleted isDeleted
MaThanhPhanHoSo componentCode   DuongDanTaiTepTin fileUrl   DuocSoHoa isDigitized   DuocTaiSuDung reuse
DuocLayTuKhoDMQG isFromNationalStorage   MaKetQuaThayThe substituteResultCode   DanhSachLePhi fees
TenPhiLePhi feeName   MaPhiLePhi feeCode   HinhThucThu collection   Gia amount   LoaiPhiLePhi feeType
DanhSachTepDinhKemKhac otherAttachments   TenGiayTo paperName   SoLuong quantity   LoaiGiayTo paperType
DanhSachHoSoBoSung supplements   HoSoBoSungId supplementId   NguoiYeuCauBoSung requestedBy
NoiDungBoSung requestContent   NgayBoSung requestedAt   NguoiTiepNhanBoSung answerReceivedBy
ThongTinTiepNhan answerContent   NgayTiepNhanBoSung answeredAt   TrangThaiBoSung supplementState
DanhSachGiayToBoSung requestedPapers   DanhSachLePhiBoSung requestedFees   NgayHenTraTruoc dueBefore
NgayHenTraMoi dueAfter   DanhSachGiayToKetQua results   GiayToId documentId   DuongDanTepTinKetQua resultUrl
MaKetQua resultCode   NoiNopHoSo filedAt   HoSoCoThanhPhanSoHoa hasDigitizedComponent
TaiKhoanDuocXacThucVoiVNeID isVerifiedByVneid   DuocThanhToanTrucTuyen isPaidOnline   NgayTuChoi refusedAt
DinhDanhCHS ownerIdentities   LoaiDinhDanh identityType   SoDinhDanh identityNumber   NgayNopHoSo submittedAt
DSKetNoiCSDL databases   MaCSDL databaseCode   SoBienNhan receiptNumber   NguoiXuLy actor   ChucDanh actorTitle
ThoiDiemXuLy at   PhongBanXuLy actorDepartment   NoiDungXuLy action   TrangThai stateAfter   NgayBatDau beganAt
NgayKetThucTheoQuyDinh dueOn   TienDoXuLy steps   HOIDAPID petitionId   MADONVI departmentCode
NGUOITRALOI answeredBy   CHUCVUNGUOITRALOI answererTitle   NGAYTRALOI repliedAt   NOIDUNGTRALOI replyContent
TIEUDE title   NOIDUNGCAUHOI content   TRANGTHAI publicState   LOAIHOIDAP petitionType   HOTEN fullName
SODIENTHOAI contactPhone   EMAIL contactEmail   DIACHI address   MAHOSO aboutDossier   TENDONVI departmentName
MALINHVUC code   TENLINHVUC name
"""
NAMES: dict[str, str] = dict(zip(*[iter(_PAIRS.split())] * 2, strict=True))
_CLASSIC = {ours: theirs for theirs, ours in NAMES.items()}


def _moments(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        if field.is_moment:
            yield field.name
        yield from _moments(field.items)


ALL_FIELDS = (*DOSSIER_FIELDS, *STEP_FIELDS, *ANSWER_FIELDS, *PUBLIC_FIELDS, *map(Field, ASKED))
MOMENTS = frozenset(_moments(ALL_FIELDS))


def to_2026(message: Any) -> Any:
    """A message of 2024 in the names of 2026; what is no moment where one belongs stays as it is, and is refused."""
    if isinstance(message, list):
        return [to_2026(row) for row in message]
    if not isinstance(message, dict):
        return message
    return {
        NAMES.get(name, name): _iso(value) if name in MOMENTS else to_2026(value) for name, value in message.items()
    }


def to_2024(message: Any) -> Any:
    """The way back."""
    if isinstance(message, list):
        return [to_2024(row) for row in message]
    if not isinstance(message, dict):
        return message
    named = {_CLASSIC.get(name, name): value for name, value in message.items()}
    return {name: _digits(value) if name in MOMENTS else to_2024(value) for name, value in named.items()}


def _iso(value: Any) -> Any:
    try:
        at = moment_of(value) if isinstance(value, str) else None
    except ValueError:
        return value
    return at.isoformat() if at else value


def _digits(value: Any) -> Any:
    try:
        return moment_text(datetime.fromisoformat(value)) if isinstance(value, str) and value else value
    except (ValueError, OverflowError):
        return value
