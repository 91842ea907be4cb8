"""Reading PDFs in tests as people and machines do: the text on the page, the QR codes in its picture."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import zxingcpp


def pdfium() -> ModuleType:
    """The PDF reader of the test tools."""
    module: ModuleType = pytest.importorskip("pypdfium2", reason="reads pages as people see them")
    return module


def text_of(pdf: bytes) -> str:
    """All text, its spaces and line ends as single spaces."""
    document = pdfium().PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(texts).split())


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres."""
    sizes = [page.get_size() for page in pdfium().PdfDocument(pdf)]
    return [(round(width * 25.4 / 72), round(height * 25.4 / 72)) for width, height in sizes]


def codes_of(pdf: bytes) -> set[str]:
    """What the QR codes on the first page say, read from its picture at 200 dots an inch."""
    picture: Any = pdfium().PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()
    return {found.text for found in zxingcpp.read_barcodes(picture)}
