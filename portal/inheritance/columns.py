"""The tables of a package and their columns (docs/import.md): what a row says, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from dossiers.party_checks import TAX_CODE_WORDS, is_tax_code
from dossiers.statuses import CLOSED, Channel, PartyKind, Status
from dossiers.taken_open import TAKEN_OPEN
from portal.accounts.identity import check_id_number
from portal.vietnamese import normalise
from portal.vietnamese.moments import VIETNAM

Values = Mapping[str, str]
LONGEST_CODE, LONGEST_EMAIL = 60, 254
#: What it has to be is known with the kind of its holder only.
_NUMBER = "so_dinh_danh"


class WrongCell(ValueError):
    """A cell cannot be used; the words say why. `column` is set by whoever reads the row."""

    def __init__(self, words: str, column: str = "") -> None:
        super().__init__(words)
        self.column = column


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a cell is read, and whether it may be empty."""

    name: str
    read: Callable[[str], Any]
    is_required: bool = False


def _text(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise WrongCell(_("Dài hơn %(limit)d ký tự.") % {"limit": longest})
        return cell

    return read


def _code(cell: str) -> str:
    """A code as it is kept, in capitals: those of a few letters are longer."""
    _text(LONGEST_CODE)(cell.upper())
    return cell


def _one_of(words: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        if cell.lower() not in words:
            raise WrongCell(_("Chỉ nhận: %(words)s.") % {"words": ", ".join(words)})
        return words[cell.lower()]

    return read


def _moment(cell: str) -> datetime:
    """A day or a moment of Vietnam: 2024-03-15, 15/03/2024, each with or without a time, which may name its zone."""
    day, _space, clock = cell.replace("T", " ").partition(" ")
    try:
        read = date(*map(int, reversed(day.split("/")))) if "/" in day else date.fromisoformat(day)
        told = time.fromisoformat(clock) if clock else time()
        moment = datetime.combine(read, told, told.tzinfo or VIETNAM).astimezone(VIETNAM)
    except (TypeError, ValueError, OverflowError):
        raise WrongCell(_("Không phải ngày (2024-03-15 hoặc 15/03/2024).")) from None
    if not 1990 <= moment.year <= datetime.now(VIETNAM).year + 1:
        raise WrongCell(_("Năm %(year)d không thể đúng.") % {"year": moment.year})
    return moment


def _number(number: str, kind: PartyKind | None) -> str:
    """The identity number of a person (12 digits, 9 before 2021) or the tax code of an organisation.

    A tax code has 10 digits, 13 for a dependent unit ("0312345678-001"), 12 for a household business. Raises WrongCell.
    """
    if kind in (None, PartyKind.CITIZEN):
        try:
            return check_id_number(number)
        except ValueError as error:
            raise WrongCell(str(error), _NUMBER) from error
    code = re.sub(r"[ .]", "", number)
    if not (code.isascii() and is_tax_code(code)):
        raise WrongCell(str(TAX_CODE_WORDS), _NUMBER)
    return code


def _email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError:
        raise WrongCell(_("Không phải địa chỉ thư điện tử.")) from None
    _text(LONGEST_EMAIL)(cell)
    return cell.lower()


def _phone(cell: str) -> str:
    """As E.164; Vietnamese numbers are written with 0 or +84."""
    digits = re.sub(r"[ .\-()]", "", cell)
    number = f"+84{digits[1:]}" if digits.startswith("0") else digits
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise WrongCell(_("Không phải số điện thoại."))
    return number


def _sha256(cell: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", cell):
        raise WrongCell(_("Mã băm SHA-256 gồm 64 chữ số hệ 16."))
    return cell.lower()


def _status(cell: str) -> Status:
    """What has ended, and what is open and waits for nobody outside: what the old system asked for comes in there."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 2 and int(cell) in set(Status)):
        raise WrongCell(_("Trạng thái là một số từ 1 đến 10."))
    status = Status(int(cell))
    if status not in (*CLOSED, *TAKEN_OPEN):
        raise WrongCell(
            _("Hồ sơ đang chờ người nộp bổ sung giấy tờ hoặc nộp tiền: hãy kết thúc việc chờ ở hệ thống cũ rồi nhập.")
        )
    return status


_CHANNELS = {"truc_tuyen": Channel.ONLINE, "truc_tiep": Channel.DIRECT, "buu_chinh": Channel.POSTAL}
_KINDS = {"ca_nhan": PartyKind.CITIZEN, "doanh_nghiep": PartyKind.BUSINESS, "to_chuc": PartyKind.ORGANISATION}
_CODE = Column("ma_ho_so", _code, is_required=True)

ACCOUNTS, DOSSIERS, FILES, RESULTS, UNITS = "tai_khoan", "ho_so", "giay_to", "ket_qua", "don_vi"
TABLES: dict[str, tuple[Column, ...]] = {
    UNITS: (
        Column("co_quan", _text(300), is_required=True),
        Column("ma_don_vi", _text(40), is_required=True),
    ),
    ACCOUNTS: (
        Column("ma_tai_khoan", _code, is_required=True),
        Column("loai", _one_of(_KINDS)),
        Column("ho_ten", _text(200), is_required=True),
        Column(_NUMBER, _text(40)),
        Column("dien_thoai", _phone),
        Column("thu_dien_tu", _email),
    ),
    DOSSIERS: (
        _CODE,
        Column("ma_thu_tuc", _text(20), is_required=True),
        Column("truong_hop", _text(60)),
        Column("noi_dung", _text(1000)),
        Column("trang_thai", _status, is_required=True),
        Column("buoc", _text(200)),
        Column("kenh", _one_of(_CHANNELS)),
        Column("co_quan", _text(300), is_required=True),
        Column("ngay_nop", _moment, is_required=True),
        Column("ngay_tiep_nhan", _moment),
        Column("ngay_hen_tra", _moment),
        Column("ngay_xong", _moment),
        Column("ngay_tra", _moment),
        Column("ma_tai_khoan", _code),
        Column("loai_chu_ho_so", _one_of(_KINDS)),
        Column("chu_ho_so", _text(200), is_required=True),
        Column(_NUMBER, _text(40)),
        Column("dien_thoai", _phone),
        Column("thu_dien_tu", _email),
        Column("dia_chi", _text(250)),
    ),
    FILES: (
        _CODE,
        Column("ten", _text(250), is_required=True),
        Column("tep", _text(255), is_required=True),
        Column("sha256", _sha256, is_required=True),
    ),
    RESULTS: (
        _CODE,
        Column("ten", _text(250), is_required=True),
        Column("so", _text(60), is_required=True),
        Column("ngay_ky", _moment, is_required=True),
        Column("nguoi_ky", _text(200)),
        Column("tep", _text(255), is_required=True),
        Column("sha256", _sha256, is_required=True),
    ),
}
"""In the order in which they are read: each may speak of what those before it brought."""


def read_row(table: str, cells: Values) -> dict[str, Any]:
    """What a row says, None for cells left empty. Raises WrongCell with the first column that is wrong."""
    said: dict[str, Any] = {}
    for column in TABLES[table]:
        raw = cells.get(column.name, "")
        cell = normalise(raw)
        try:
            if "\x00" in raw:
                raise WrongCell(_("Có ký tự không đọc được (NUL)."))
            if not cell and column.is_required:
                raise WrongCell(_("Không được để trống."))
            said[column.name] = column.read(cell) if cell else None
        except WrongCell as wrong:
            raise WrongCell(str(wrong), column.name) from wrong
    if said.get(_NUMBER):
        said[_NUMBER] = _number(said[_NUMBER], said["loai" if table == ACCOUNTS else "loai_chu_ho_so"])
    return said
