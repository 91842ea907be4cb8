"""Files that people of the journeys hold: photos and scans, a forged copy; and what is read off a printed paper."""

from __future__ import annotations

import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus


@cache
def photo(name: str = "giay-chung-sinh.png", words: str = "Giay chung sinh") -> FilePayload:
    """A photo of the hospital's paper, as a phone would send it."""
    image = Image.effect_noise((900, 1200), 12).convert("RGB")
    ImageDraw.Draw(image).text((80, 80), words, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


@cache
def scan(name: str = "giay-chung-sinh.pdf") -> FilePayload:
    """A scan of the same, as PDF."""
    image = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(image).text((80, 80), "Giay chung sinh, ban ro", fill="black")
    out = io.BytesIO()
    image.save(out, "PDF")
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def pdf_file(content: bytes, name: str = "ket-qua.pdf") -> FilePayload:
    """A PDF somebody got."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def forged(pdf: bytes) -> bytes:
    """The paper with one byte of what was signed changed."""
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def require_signed(pdf: bytes) -> None:
    """The newest signature covers the whole file and holds."""

    def check() -> PdfSignatureStatus:
        return validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1])

    with ThreadPoolExecutor(1) as beside:  # pyHanko wants an event loop; Playwright's runs in this thread
        status = beside.submit(check).result()
    assert status.intact, status.summary()
    assert status.valid, status.summary()


def qr_codes_of(pdf: bytes, folder: Path) -> set[str]:
    """What the QR codes on the first page say, read from its picture."""
    return {found.text for found in zxingcpp.read_barcodes(_picture_of(pdf, folder))}


def _picture_of(pdf: bytes, folder: Path) -> Any:
    """The first page at 200 dots an inch, by whichever PDF painter is there; without one the test can't look."""
    program = shutil.which("pdftoppm")
    if program:
        source, picture = folder / "page.pdf", folder / "page"
        source.write_bytes(pdf)
        subprocess.run([program, "-r", "200", "-png", "-singlefile", source, picture], check=True)
        return Image.open(picture.with_suffix(".png"))
    pdfium = pytest.importorskip("pypdfium2", reason="nothing here paints a PDF (pdftoppm or pypdfium2)")
    return pdfium.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()
