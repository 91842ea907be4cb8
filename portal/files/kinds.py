"""The kinds of files that a dossier may hold, and how to tell them by their first bytes.

TT 01/2023/TT-VPCP scans are PDF; phones send JPEG, PNG, HEIC; drafts come as DOCX and XLSX; other systems send XML.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

import puremagic


class Kind(StrEnum):
    """A kind of content that is accepted."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"
    XML = "xml"


@dataclass(frozen=True)
class KindFacts:
    """What a kind is called: media type and the extensions people use."""

    mime: str
    extensions: tuple[str, ...]


FACTS: dict[Kind, KindFacts] = {
    Kind.PDF: KindFacts("application/pdf", ("pdf",)),
    Kind.JPEG: KindFacts("image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    Kind.PNG: KindFacts("image/png", ("png",)),
    Kind.HEIC: KindFacts("image/heic", ("heic", "heif")),
    Kind.DOCX: KindFacts("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    Kind.XLSX: KindFacts("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    Kind.XML: KindFacts("application/xml", ("xml",)),
}

ACCEPTED = "PDF, JPG, PNG, HEIC, DOCX, XLSX, XML"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
#: Other kinds that people send by mistake, worth naming in the message.
WELL_KNOWN = frozenset(
    {
        "exe",
        "dll",
        "zip",
        "rar",
        "7z",
        "gz",
        "gif",
        "bmp",
        "tif",
        "tiff",
        "webp",
        "mp3",
        "mp4",
        "mov",
        "avi",
        "html",
        "rtf",
        "doc",
        "xls",
        "ppt",
        "txt",
        "csv",
    }
)
UTF8_MARK = b"\xef\xbb\xbf"


def by_name(name: str) -> Kind | None:
    """Return the kind that a file's name claims by its extension."""
    extension = name.rpartition(".")[2].lower()
    return next((kind for kind, facts in FACTS.items() if extension in facts.extensions), None)


def by_content(content: bytes) -> Kind | None:
    """Return the kind that the bytes themselves show, whatever the name says."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return Kind.HEIC
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if b"%PDF-" in content[:1024]:  # ISO 32000 readers look for the header in the first kilobyte
        return Kind.PDF
    if content.removeprefix(UTF8_MARK).lstrip().startswith(b"<?xml"):
        return Kind.XML
    return None


def _office_kind(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except Exception:  # noqa: BLE001 - of a damaged directory zipfile raises nearly anything: then it is no document
        return None
    if "[Content_Types].xml" not in parts:
        return None
    if "word/document.xml" in parts:
        return Kind.DOCX
    return Kind.XLSX if "xl/workbook.xml" in parts else None


def describe(content: bytes) -> str:
    """Name what unknown content seems to be ("exe", "zip"), for the message; empty when nothing is known."""
    try:
        found = puremagic.magic_string(content[:65536])
    except (puremagic.PureError, ValueError):
        return ""
    names = [match.extension.lstrip(".").lower() for match in found]
    return next((name for name in names if name in WELL_KNOWN), "")
