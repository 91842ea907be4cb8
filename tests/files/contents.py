"""Real files of every accepted kind, made on the spot, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import openpyxl
from PIL import Image
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from weasyprint import HTML

CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


@cache
def pdf(text: str = "Giấy chứng sinh") -> bytes:
    """A one-page PDF."""
    written: bytes = HTML(string=f"<p>{text}</p>").write_pdf()
    return written


def locked_pdf(user_password: str = "mat-khau") -> bytes:
    """A PDF that opens with a password only; an empty one locks printing but not reading."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    handler = StandardSecurityHandler.build_from_pw("chu-so-huu", user_password)
    writer.security_handler = handler
    writer._encrypt = writer.add_object(handler.as_pdf_object())
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def pageless_pdf() -> bytes:
    """A well-formed PDF without a page."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
        b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n110\n%%EOF\n"
    )


@cache
def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture with some structure in it, so that cutting it off matters."""
    image = Image.effect_noise(size, 40).convert("RGB")
    output = io.BytesIO()
    image.save(output, kind)
    return output.getvalue()


def heic() -> bytes:
    """The boxes of a HEIC file, with empty contents."""

    def box(kind: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + kind + content

    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 40) + box(b"mdat", b"\1" * 200)


def archive(**parts: str) -> bytes:
    """A zip of parts; `__` in a name stands for `/`, `_x` at the end for `.xml`."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return output.getvalue()


def docx(**more: str) -> bytes:
    """The parts that make a Word document."""
    output = io.BytesIO(archive(word__document_xml="<w:document/>", **more))
    with zipfile.ZipFile(output, "a") as file:
        file.writestr("[Content_Types].xml", CONTENT_TYPES)
    return output.getvalue()


def xlsx() -> bytes:
    """A workbook with one cell."""
    workbook, output = openpyxl.Workbook(), io.BytesIO()
    workbook.create_sheet("Giá")["A1"] = "Đơn giá"
    workbook.save(output)
    return output.getvalue()


XML = '<?xml version="1.0" encoding="UTF-8"?>\n<hoso><ten>Nguyễn Văn A</ten></hoso>'.encode()
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 500
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
