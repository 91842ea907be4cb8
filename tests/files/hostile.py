"""Files that somebody made to hurt: bombs, loops, lies about their size, two kinds in one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

from tests.files import contents

MEGABYTE = 1024 * 1024
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1 (the catalog); `HERE` in the trailer is the table's own position."""
    written, positions = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        positions.append(len(written))
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % position for position in positions)
    more = trailer.replace(b"HERE", b"%d" % table)
    written += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, more)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)


def pages(kids: bytes, count: bytes = b"1") -> bytes:
    """A page tree."""
    return b"<< /Type /Pages /Kids [" + kids + b"] /Count " + count + b" >>"


def pdf_with_table_in_a_stream(stream: bytes) -> bytes:
    """A PDF whose table of objects is a compressed stream of our choice."""
    head = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length "
    return head + b"%d >>\nstream\n" % len(stream) + stream + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


def locked_by(handler: bytes) -> bytes:
    """A PDF encrypted by a handler that only its maker's programs know."""
    encryption = b"<< /Filter /" + handler + b" /V 1 >>"
    return pdf_of(CATALOG, pages(b"3 0 R"), PAGE, encryption, trailer=b"/Encrypt 4 0 R /ID [<00> <00>]")


HOSTILE_PDFS: dict[str, Callable[[], bytes]] = {
    "page tree that contains itself": lambda: pdf_of(CATALOG, pages(b"2 0 R", b"5")),
    "table of objects that precedes itself": lambda: pdf_of(CATALOG, pages(b"3 0 R"), PAGE, trailer=b"/Prev HERE"),
    "a million pages promised, one there": lambda: pdf_of(CATALOG, pages(b"3 0 R", b"1000000"), PAGE),
    "object that refers to itself": lambda: pdf_of(b"1 0 R"),
    "arrays a hundred thousand deep": lambda: pdf_of(
        CATALOG.replace(b">>", b"/X " + b"[" * 100_000 + b"]" * 100_000 + b" >>"), pages(b"3 0 R"), PAGE
    ),
    "number of five thousand digits": lambda: pdf_of(CATALOG, pages(b"3 0 R", b"9" * 5000), PAGE),
    "table that unpacks to 400 MB": lambda: pdf_with_table_in_a_stream(zlib.compress(b"\0" * (400 * MEGABYTE), 9)),
    "table that does not unpack": lambda: pdf_with_table_in_a_stream(zlib.compress(b"\1" * 99)[:-6] + b"\xff" * 6),
    "filter nobody knows": lambda: pdf_with_table_in_a_stream(b"abcd").replace(b"/FlateDecode", b"/Unheard_of"),
    "lock of a publisher's own": lambda: locked_by(b"FOPN_foweb"),
    "lock by certificate": lambda: locked_by(b"Adobe.PubSec"),
}


@cache
def zip_bomb(unpacked_bytes: int = 301 * MEGABYTE) -> bytes:
    """A Word document of a few hundred kilobytes that unpacks to far more."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", contents.CONTENT_TYPES)
        with archive.open("word/document.xml", "w") as part:
            for _ in range(unpacked_bytes // MEGABYTE):
                part.write(b"\0" * MEGABYTE)
    return output.getvalue()


def lying_zip_bomb() -> bytes:
    """The same, its directory saying that the part has a thousand bytes."""
    bomb = bytearray(zip_bomb())
    struct.pack_into("<L", bomb, bomb.rfind(b"PK\x01\x02") + 24, 1000)
    return bytes(bomb)


def zip_with(change: tuple[bytes, int, int]) -> bytes:
    """A Word document with one byte changed: (the header before it, its distance, its new value)."""
    header, distance, value = change
    document = bytearray(contents.docx())
    document[document.find(header) + distance] = value
    return bytes(document)


def encrypted_zip() -> bytes:
    """A Word document whose parts are marked as encrypted, as zip programs lock them."""
    document = bytearray(contents.docx())
    for header, distance in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := document.find(header, place + 1)) >= 0:
            document[place + distance] |= 1
    return bytes(document)


def spoilt_part() -> bytes:
    """A Word document whose text cannot be unpacked, the directory being whole."""
    document, name = bytearray(contents.docx()), b"word/document.xml"
    start = document.find(name) + len(name)
    document[start : start + 6] = b"\xff" * 6
    return bytes(document)


#: Made when asked for: a bomb takes a second to pack, which collecting tests must not pay.
HOSTILE_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "bomb": zip_bomb,
    "bomb that lies about its size": lying_zip_bomb,
    "locked by a zip program": encrypted_zip,
    "part that does not unpack": spoilt_part,
    "directory of a version nobody has": lambda: zip_with((b"PK\x01\x02", 6, 200)),
    "part packed in a way nobody knows": lambda: zip_with((b"PK\x01\x02", 10, 77)),
}


def one_colour(width: int, height: int) -> bytes:
    """A PNG of that many points in black and white, a few kilobytes long."""
    output = io.BytesIO()
    Image.new("1", (width, height)).save(output, "PNG")
    return output.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG with its length and check sum."""
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png_with(kind: bytes, content: bytes) -> bytes:
    """A small picture with a chunk of our choice behind its head."""
    picture = contents.picture("PNG", (20, 20))
    return picture[:33] + png_chunk(kind, content) + picture[33:]


def jpeg_with(marker: bytes, content: bytes) -> bytes:
    """A small photograph with a segment of our choice in front: a comment (fe), Exif (e1), a colour profile (e2)."""
    photograph = contents.picture("JPEG", (20, 20))
    return photograph[:2] + b"\xff" + marker + struct.pack(">H", len(content) + 2) + content + photograph[2:]


def photograph_with_a_second_one() -> bytes:
    """What phones with two lenses send: MPO, a JPEG with another one behind it."""
    first, output = Image.new("RGB", (30, 30), "red"), io.BytesIO()
    first.save(output, "MPO", save_all=True, append_images=[first])
    return output.getvalue()
