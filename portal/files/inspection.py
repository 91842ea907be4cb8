"""Checks of a handed-in file: is it what its name says, does it open, is there anything in it.

People learned that a file was broken weeks later (domain.md 10.2, "empty attachments"); here they learn it at once.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from http import HTTPStatus
from xml.parsers import expat

import structlog
from django.utils.translation import gettext as _
from PIL import Image, ImageFile
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.files import conf, kinds
from portal.files.kinds import Kind
from portal.files.refusals import UploadRefused

MAX_UNPACKED_BYTES = 300 * 1024 * 1024
#: Pillow knows fifty formats; what begins like a JPEG or PNG is read as one of these and nothing else.
PICTURE_FORMATS = ("JPEG", "PNG")
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
log = structlog.get_logger(__name__)


def check_size(size_bytes: int, name: str) -> None:
    """Refuse an empty file (422) and one over the limit (413)."""
    if size_bytes <= 0:
        raise UploadRefused(_("Tệp “%(name)s” trống (0 byte). Hãy kiểm tra và chọn lại tệp.") % {"name": name})
    if size_bytes > conf.max_bytes():
        raise UploadRefused(
            _("Tệp “%(name)s” quá lớn. Mỗi tệp được tối đa %(limit)d MB; hãy chụp hoặc quét lại ở cỡ nhỏ hơn.")
            % {"name": name, "limit": conf.max_bytes() // (1024 * 1024)},
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )


def check_name(name: str) -> Kind:
    """Refuse a name whose extension is none of the accepted kinds."""
    claimed = kinds.by_name(name)
    if claimed is None:
        raise UploadRefused(
            _("Tệp “%(name)s” thuộc loại không nhận. Các loại được nhận: %(kinds)s.")
            % {"name": name, "kinds": kinds.ACCEPTED}
        )
    return claimed


def inspect(content: bytes, name: str) -> str:
    """Check content against its name and return its media type; UploadRefused says in words what is wrong."""
    check_size(len(content), name)
    claimed = check_name(name)
    found = kinds.by_content(content)
    if found is not claimed:
        raise _mislabelled(content, name, claimed, found)
    try:
        OPENERS[found](content, name)
    except UploadRefused:
        raise
    except Exception as error:
        # Parsers fed by strangers: one wrong byte makes pyHanko, Pillow or zipfile raise nearly anything (zlib.error,
        # decimal.InvalidOperation, NotImplementedError, struct.error), and each means a file that nobody can open.
        log.info("upload_unreadable", kind=found, error=type(error).__name__)
        raise _broken(name) from error
    return kinds.FACTS[found].mime


def _mislabelled(content: bytes, name: str, claimed: Kind, found: Kind | None) -> UploadRefused:
    if claimed in {Kind.DOCX, Kind.XLSX} and content.startswith(OLE_SIGNATURE):
        return _locked(name)
    told = {
        "name": name,
        "claimed": claimed.upper(),
        "found": (found or kinds.describe(content)).upper(),
    }
    if not told["found"]:
        return UploadRefused(
            _("Tệp “%(name)s” không phải là tệp %(claimed)s hoặc đã hỏng. Hãy mở thử tệp rồi tải lên lại.") % told
        )
    return UploadRefused(
        _("Tệp “%(name)s” có tên là %(claimed)s nhưng nội dung là %(found)s. Hãy chọn đúng tệp.") % told
    )


def _locked(name: str) -> UploadRefused:
    return UploadRefused(
        _("Tệp “%(name)s” được khóa bằng mật khẩu nên không thể xem. Hãy bỏ mật khẩu rồi tải lên lại.") % {"name": name}
    )


def _broken(name: str) -> UploadRefused:
    return UploadRefused(
        _("Tệp “%(name)s” bị hỏng hoặc chưa tải đủ nên không mở được. Hãy tạo lại tệp rồi tải lên.") % {"name": name}
    )


def _open_pdf(content: bytes, name: str) -> None:
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
        raise _locked(name)
    pages = int(reader.root["/Pages"]["/Count"])
    if pages > 0:
        reader.find_page_for_modification(pages - 1)  # type: ignore[no-untyped-call]
    if pages <= 0:
        raise UploadRefused(_("Tệp “%(name)s” không có trang nào. Hãy chọn tệp khác.") % {"name": name})


def _open_picture(content: bytes, name: str) -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for the whole process
    too_many_points = UploadRefused(
        _("Ảnh “%(name)s” có kích thước điểm ảnh quá lớn. Hãy chụp lại ở cỡ nhỏ hơn.") % {"name": name}
    )
    try:
        opened = Image.open(io.BytesIO(content), formats=PICTURE_FORMATS)
    except Image.DecompressionBombError as error:  # Pillow's own limit: phones of today take 200 megapixels
        raise too_many_points from error
    with opened as picture:
        if picture.width * picture.height > conf.max_pixels():
            raise too_many_points
        # Reads a JPEG whole in little memory; a picture of a few points stays as it is.
        picture.draft("RGB", (max(picture.width // 8, 1), max(picture.height // 8, 1)))
        picture.load()


def _open_heic(content: bytes, name: str) -> None:
    # Pillow cannot decode HEIC: walk the boxes of ISO 14496-12 and require the picture's description and data.
    position, found = 0, set()
    while position + 8 <= len(content):
        size = int.from_bytes(content[position : position + 4], "big")
        found.add(content[position + 4 : position + 8])
        if size == 1:
            size = int.from_bytes(content[position + 8 : position + 16], "big")
        position = len(content) if size == 0 else position + max(size, 8)
    if position != len(content) or not {b"meta", b"mdat"} <= found:
        raise _broken(name)


def _open_office(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES or archive.testzip():
            raise _broken(name)
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise UploadRefused(_("Tệp “%(name)s” có chứa mã lệnh (macro). Hãy lưu lại không kèm macro.") % {"name": name})


def _open_xml(content: bytes, name: str) -> None:
    def refuse_doctype(*_unused: object) -> None:
        raise _broken(name)  # a DOCTYPE can pull in other files or blow up in memory

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.Parse(content, True)


OPENERS: dict[Kind, Callable[[bytes, str], None]] = {
    Kind.PDF: _open_pdf,
    Kind.JPEG: _open_picture,
    Kind.PNG: _open_picture,
    Kind.HEIC: _open_heic,
    Kind.DOCX: _open_office,
    Kind.XLSX: _open_office,
    Kind.XML: _open_xml,
}
