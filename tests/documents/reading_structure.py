"""Looking into a PDF as an archive does: its fonts, its marks, where each letter lies on the page."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.documents.reading import pdfium

POINTS_OFF = 1.0


def reader(pdf: bytes) -> PdfFileReader:
    """Open it strictly: what we write has no excuse."""
    return PdfFileReader(io.BytesIO(pdf), strict=True)


def metadata(pdf: bytes) -> str:
    """The XMP packet."""
    return bytes(reader(pdf).root["/Metadata"].data).decode("utf-8")


def archival_level(pdf: bytes) -> tuple[str, str]:
    """Part and conformance of PDF/A that the document claims."""
    xmp = metadata(pdf)
    part = re.search(r"pdfaid:part[>=\"]+(\d)", xmp)
    conformance = re.search(r"pdfaid:conformance[>=\"]+([A-Z])", xmp)
    return (part.group(1) if part else "", conformance.group(1) if conformance else "")


def objects(pdf: bytes) -> Iterator[Any]:
    """Every object of the file."""
    source = reader(pdf)
    for number in range(1, int(source.trailer["/Size"])):
        with contextlib.suppress(PdfError):  # numbers that a signature freed
            yield source.get_object(generic.Reference(number, 0, source))  # type: ignore[no-untyped-call]


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts used, and whether each lies in the file whole or in part."""
    found = {}
    for each in objects(pdf):
        if isinstance(each, generic.DictionaryObject) and each.get("/Type") == "/FontDescriptor":
            name = str(each["/FontName"]).lstrip("/").rpartition("+")[2]
            found[name] = any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def active_content(pdf: bytes) -> set[str]:
    """Keys by which a PDF could run something or reach out."""
    dangerous = {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/OpenAction", "/AA", "/EmbeddedFile", "/RichMedia"}
    found: set[str] = set()
    for each in objects(pdf):
        if isinstance(each, generic.DictionaryObject):
            values = {str(value) for value in each.values() if isinstance(value, generic.NameObject)}
            found |= dangerous & (set(each) | values)
    return found


def letters_outside(pdf: bytes) -> str:
    """The letters that do not lie wholly on their page: cut off in print."""
    cut = []
    for page in pdfium().PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            left, bottom, right, top = text.get_charbox(index)
            is_inside = (
                left >= -POINTS_OFF
                and bottom >= -POINTS_OFF
                and right <= width + POINTS_OFF
                and top <= height + POINTS_OFF
            )
            if letter.strip() and not is_inside:
                cut.append(letter)
    return "".join(cut)


def text_of_pages(pdf: bytes) -> list[str]:
    """The text of each page, spaces and line ends as single spaces."""
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdfium().PdfDocument(pdf)]
